import type { ActivityEntry, AttentionCount, ResolvedTally } from './activity.js';
import type { Order, OrderSummary } from './orders.js';
import type { Page } from './problem.js';
import type { Session, SignIn } from './session.js';
import type { WebhookEvent, WebhookSourceState } from './webhooks.js';

/** What each route of `/api` takes and gives. The console's client is typed by this table; `:id` is filled in by name. */
export interface Routes {
  'POST /api/session': { body: SignIn; response: Session };
  'GET /api/session': { response: Session };
  'DELETE /api/session': { response: void };
  'GET /api/orders': { response: Page<OrderSummary> };
  'GET /api/orders/:id': { response: Order };
  'GET /api/orders/:id/activity': { response: { items: ActivityEntry[] } };
  'POST /api/orders/:id/activity/resolve': { response: ResolvedTally };
  'GET /api/activity': { response: Page<ActivityEntry> };
  'GET /api/activity/attention': { response: AttentionCount };
  'POST /api/activity/resolve': { body: { ids: string[] }; response: ResolvedTally };
  'POST /api/activity/:id/resolve': { response: ActivityEntry };
  'DELETE /api/activity/:id/resolve': { response: ActivityEntry };
  'GET /api/webhooks': { response: Page<WebhookEvent> };
  'GET /api/webhooks/sources': { response: { items: WebhookSourceState[] } };
  'POST /api/webhooks/:id/replay': { response: WebhookEvent };
}
export type Route = keyof Routes;
