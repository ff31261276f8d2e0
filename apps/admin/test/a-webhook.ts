import type { WebhookEvent } from '@daybook/contract';

let made = 0;

/** A webhook that was processed, as the api returns it. A test names only the fields that matter to it. */
export function aWebhook(some: Partial<WebhookEvent> = {}): WebhookEvent {
  made += 1;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    source: 'stripe',
    eventId: `evt_${made}`,
    type: 'checkout.session.completed',
    receivedAt: '2026-02-14T12:00:00.000Z',
    state: 'processed',
    attempts: 1,
    lastError: null,
    ...some,
  };
}
