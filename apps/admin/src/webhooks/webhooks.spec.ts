import type { WebhookEvent } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aListPage } from '../../test/a-list-page';
import { aSnackbar } from '../../test/a-snackbar';
import { aWebhook } from '../../test/a-webhook';
import { until } from '../../test/until';
import { outcomeText, formatBody } from './webhook-text';
import { Webhooks } from './webhooks';

const { said, provider: snackbar } = aSnackbar();

async function aPage(webhooks: WebhookEvent[], address = '/', next: string | null = null) {
  said.length = 0;
  const { api, socket } = await aConsole(snackbar);
  const stand = (now: WebhookEvent[]) => {
    api.answer('GET /api/webhooks', { items: now, next });
  };
  stand(webhooks);
  return { api, socket, stand, ...(await aListPage(Webhooks, address)) };
}

describe('the inbox', () => {
  it('lists each webhook with its outcome', async () => {
    const failed = aWebhook({ state: 'failed', attempts: 8, lastError: 'no such order', source: 'printify' });
    const { rows } = await aPage([aWebhook(), failed]);
    expect(rows()[0]?.textContent).toContain('Stripe checkout.session.completed');
    expect(rows()[1]?.textContent).toContain('Could not be processed in 8 attempts: no such order.');
  });

  it('shows a body on request, as text', async () => {
    const webhook = aWebhook();
    const { api, element, buttonStarting } = await aPage([webhook]);
    api.answer(`GET /api/webhooks/${webhook.id}/body`, { body: '{"name":"<b>bold</b>"}' });
    expect(element.querySelector('pre')).toBeNull();
    buttonStarting('View')?.click();
    await until(() => element.querySelector('pre') !== null);
    expect(element.querySelector('pre')?.textContent).toBe('{\n  "name": "<b>bold</b>"\n}');
    buttonStarting('Close')?.click();
    await until(() => element.querySelector('pre') === null);
  });

  it('says why a body cannot be shown, and tries again', async () => {
    const webhook = aWebhook();
    const { api, text, element, buttonStarting } = await aPage([webhook]);
    const route = `GET /api/webhooks/${webhook.id}/body`;
    api.refuse(route, 503, 'The database is away.');
    buttonStarting('View')?.click();
    await until(() => text().includes('The webhook could not be loaded'));
    api.answer(route, { body: 'hello' });
    buttonStarting('Try again')?.click();
    await until(() => element.querySelector('pre')?.textContent === 'hello');
  });

  it('shows what the address names, and says so when that is nothing', async () => {
    const { api, text, buttonStarting } = await aPage([], '/?source=postmark&state=failed');
    const query = api.requests.at(-1)?.query;
    expect([query?.get('source'), query?.get('state')]).toEqual(['postmark', 'failed']);
    expect(text()).toContain('No webhooks match');
    buttonStarting('Clear the filters')?.click();
    await until(() => api.requests.at(-1)?.query.get('source') === null);
  });

  it('is filtered by a choice', async () => {
    const { api, buttonStarting } = await aPage([aWebhook()]);
    buttonStarting('Mailgun')?.click();
    await until(() => api.requests.at(-1)?.query.get('source') === 'mailgun');
  });

  it('replays one, once', async () => {
    const webhook = aWebhook({ state: 'failed' });
    const { api, buttonStarting, stand, text } = await aPage([webhook]);
    const held = api.hold(`POST /api/webhooks/${webhook.id}/replay`, () => webhook);
    buttonStarting('Replay')?.click();
    buttonStarting('Replay')?.click();
    stand([aWebhook({ state: 'pending', attempts: 0 })]);
    held.letGo();
    await until(() => text().includes('Not processed yet.'));
    expect(api.routes().filter((route) => route.startsWith('POST'))).toHaveLength(1);
    expect(said).toEqual(['Processed again: Stripe, checkout.session.completed.']);
  });

  it('asks again when something happened, and shows the ones below, too', async () => {
    const { api, socket, buttonStarting, stand, rows } = await aPage([aWebhook()], '/', 'below');
    stand([aWebhook(), aWebhook()]);
    socket.push('order:changed', { orderId: '1' });
    await until(() => rows().length === 2);
    api.answer('GET /api/webhooks', { items: [aWebhook()], next: null });
    buttonStarting('Show more')?.click();
    await until(() => rows().length === 3);
    expect([api.requests.at(-1)?.query.get('before'), buttonStarting('Show more')]).toEqual(['below', undefined]);
  });

  it('says why it cannot be shown, and tries again', async () => {
    const { api, text, buttonStarting, stand } = await aPage([aWebhook()]);
    api.refuse('GET /api/webhooks', 503, 'The database is away.');
    buttonStarting('Refresh')?.click();
    await until(() => text().includes('could not be refreshed. The database is away.'));
    stand([]);
    buttonStarting('Try again')?.click();
    await until(() => text().includes('No webhooks yet'));
  });
});

it.each([
  [{ state: 'pending', attempts: 0 }, 'Not processed yet.'],
  [{ state: 'pending', attempts: 1, lastError: 'it is away.' }, 'Will retry soon, after 1 attempt: it is away.'],
  [
    { state: 'failed', attempts: 1, lastError: 'its body is not understood (not JSON)' },
    'Could not be processed: its body is not understood (not JSON).',
  ],
  [{ state: 'ignored' }, 'Received; nothing to do.'],
  [{ state: 'processed' }, 'Processed.'],
] as [Partial<WebhookEvent>, string][])('says of a webhook that is %j: %s', (some, words) => {
  expect(outcomeText(aWebhook(some))).toBe(words);
});

it('shows a body that is no JSON as it came', () => {
  expect(formatBody('hello')).toBe('hello');
});
