// Each safety with the change that removes it and the specs that must fail. `from` of `[from, to]` must match exactly once.
import { demoMutations } from './demo.mutations.mjs';
import { jobMutations } from './jobs.mutations.mjs';
import { outageMutations } from './outages.mutations.mjs';
import { problemMutations } from './problems.mutations.mjs';
import { providerMutations } from './providers.mutations.mjs';
import { shopMutations } from './shop.mutations.mjs';

const entrySpecs = ['test/integration/activity-recording'];
const intakeSpecs = ['libs/webhooks/src/inbox-writer', 'test/integration/webhook-intake'];
const stripeSpecs = ['libs/payments/src/stripe-webhooks'];
const recorder = 'libs/activity-log/src/activity-recorder.ts';
const inbox = 'libs/webhooks/src/inbox.ts';
const transaction = 'libs/database/src/transaction.ts';
const orders = 'libs/orders/src/orders.service.ts';
const queries = 'libs/activity-log/src/activity-log.queries.ts';
const stripe = 'libs/payments/src/stripe-webhooks.ts';

/**
 * @typedef {{ file: string, changes: [string, string][] }} Change
 * @typedef {Change & { safety: string, specs: string[], alsoIn?: Change, builds?: true }} Mutation
 * `builds`: its specs run compiled programs, so the mutation needs a build.
 */

/** @type {Mutation[]} */
export const mutations = [
  {
    safety: 'the entry is written in a savepoint',
    file: recorder,
    changes: [
      ['`savepoint activity_entry; select', '`select'],
      ['true); release savepoint activity_entry`', 'true)`'],
      ['`rollback to savepoint activity_entry; release savepoint activity_entry`', '`select 1`'],
    ],
    specs: entrySpecs,
  },
  {
    safety: 'the transaction gets its lock_timeout back',
    file: recorder,
    changes: [[`select set_config('lock_timeout', current_setting('daybook.lock_timeout'), true); release`, 'release']],
    specs: entrySpecs,
  },
  {
    safety: 'the entry is written in the transaction of its change',
    file: 'libs/activity-log/src/entries.ts',
    changes: [
      [
        `const inserted = await tx\n    .kysely<ActivityLogTables>()`,
        `const inserted = await tx.em\n    .fork()\n    .getKysely()`,
      ],
    ],
    specs: entrySpecs,
  },
  {
    safety: 'an event is recorded once',
    file: 'libs/activity-log/src/entries.ts',
    changes: [['dedupe_key: entry.dedupeKey', 'dedupe_key: null']],
    specs: entrySpecs,
  },
  {
    safety: 'two processes add to one open entry',
    file: 'libs/activity-log/src/entries.ts',
    changes: [[`await tx.lock('merged entry', entry.type + JSON.stringify(where));`, '']],
    specs: entrySpecs,
  },
  {
    safety: 'a webhook is answered after its insert',
    file: 'libs/webhooks/src/webhook-intake.ts',
    changes: [
      [
        'await this.writer.store({ source: source.name, ...envelope, body });',
        'void this.writer.store({ source: source.name, ...envelope, body }).catch(() => undefined);',
      ],
    ],
    specs: ['libs/webhooks/src/webhook-intake'],
  },
  {
    safety: 'a webhook is acknowledged after its insert statement',
    file: 'libs/webhooks/src/inbox-writer.ts',
    changes: [['await this.insert(batch', 'void this.insert(batch']],
    specs: intakeSpecs,
  },
  {
    safety: 'a duplicate webhook is not an error',
    file: 'libs/webhooks/src/inbox-writer.ts',
    changes: [['\n  on conflict (source, event_id) do nothing', '']],
    specs: intakeSpecs,
  },
  {
    safety: 'a webhook that PostgreSQL refuses takes no other of its batch along',
    file: 'libs/webhooks/src/inbox-writer.ts',
    changes: [
      ['if (batch.length === 1 || isDatabaseUnavailable(error)) for', 'for'],
      ['else for (const one of batch) await this.storeTogether([one]);', ''],
    ],
    specs: ['libs/webhooks/src/inbox-writer'],
  },
  {
    safety: 'a rightly signed webhook that is not understood is kept',
    file: 'libs/webhooks/src/envelope.ts',
    changes: [
      [
        'return { eventId: sha256(body), type: unreadableType, occurredAt: receivedAt };',
        `throw new Error('not understood');`,
      ],
    ],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'an entry was received when its webhook arrived',
    file: inbox,
    changes: [['tx.newsReceivedAt(webhook.receivedAt, () =>', 'tx.newsReceivedAt(new Date(), () =>']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'the oldest unfinished body gives way',
    file: 'apps/api/src/bodies/body-budget.ts',
    changes: [['while (this.#heldBytes - held.bytes + bytes > this.maxBytes) {', 'while (false) {']],
    specs: ['apps/api/src/bodies'],
  },
  {
    safety: 'a complete body never gives way',
    file: 'apps/api/src/bodies/body-budget.ts',
    changes: [['complete: () => void this.#unfinished.delete(held),', 'complete: () => undefined,']],
    specs: ['apps/api/src/bodies'],
  },
  {
    safety: 'a connection that says nothing gives way to a new one',
    file: 'apps/api/src/bodies/limit-connections.ts',
    changes: [['if (requests.size <= max) return;', 'return;']],
    specs: ['apps/api/src/bodies'],
  },
  {
    safety: 'the api has at most so many connections',
    file: 'apps/api/src/create-api.ts',
    changes: [['limitConnections(server, maxConnections);', '']],
    specs: ['test/integration/strangers'],
  },
  {
    safety: 'a body is read only after its proof in the headers',
    file: 'apps/api/src/webhooks/webhooks.controller.ts',
    changes: [['accept(this.intake.checkHeaders(source, request.headers));', '']],
    specs: ['test/integration/strangers'],
  },
  {
    safety: 'a webhook is stored once',
    file: 'libs/database/src/migrations/0002-webhooks.ts',
    changes: [
      [
        'constraint webhook_event_once unique (source, event_id)',
        'constraint webhook_event_once unique (source, event_id, id)',
      ],
    ],
    alsoIn: {
      file: 'libs/webhooks/src/inbox-writer.ts',
      changes: [['on conflict (source, event_id) do nothing', 'on conflict do nothing']],
    },
    specs: intakeSpecs,
    builds: true,
  },
  {
    safety: 'one webhook is processed by one worker',
    file: inbox,
    changes: [['\n    .forUpdate()\n    .skipLocked()', '']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'news is not missed when its order is placed at the same moment',
    file: 'libs/payments/src/payment-order.ts',
    changes: [[`await tx.lock('payment', key).then(() => find(tx, ref))`, 'null']],
    specs: ['libs/payments/src/payment-webhooks'],
  },
  {
    safety: 'what waited for a charge and fails does not detach the order from the news that names it',
    file: 'libs/payments/src/payment-order.ts',
    changes: [['return lockOrder(tx, order.id);', 'return order;']],
    specs: ['libs/payments/src/payment-webhooks'],
  },
  {
    safety: 'of the events that resolve a problem, the earliest does, whichever comes first',
    file: 'libs/activity-log/src/resolutions.ts',
    changes: [['const laterIds = later.map(({ id }) => id);', 'const laterIds = [];']],
    specs: ['libs/payments/src/dispute-webhooks'],
  },
  {
    safety: 'an order is not submitted while its payment is held for review',
    file: 'libs/fulfilment/src/submit-fulfilment.job.ts',
    changes: [['if (!this.settings.holdsForReview) return false;', 'return false;']],
    specs: ['test/integration/payment-reviews'],
  },
  {
    safety: 'a webhook in progress blocks no other',
    file: inbox,
    changes: [['.skipLocked()', '']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'an unavailable database is not a failed attempt',
    file: inbox,
    changes: [['if (!claimed || isDatabaseUnavailable(error)) throw error;', 'if (!claimed) throw error;']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'the changes of a failed webhook are rolled back',
    file: transaction,
    changes: [
      [
        `await this.runStatements('rollback to savepoint attempt; release savepoint attempt')`,
        `await this.runStatements('release savepoint attempt')`,
      ],
    ],
    specs: ['libs/webhooks/src/inbox.spec', 'test/integration/webhook-intake'],
  },
  {
    safety: 'a failed webhook runs no after-commit callbacks',
    file: transaction,
    changes: [['this.#afterCommit = callbacks;', '']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'consoles are notified after the commit',
    file: transaction,
    changes: [['this.#afterCommit.push(callback);', 'callback();']],
    specs: ['libs/webhooks/src/inbox.spec'],
  },
  {
    safety: 'two simultaneous events of one checkout place one order',
    file: orders,
    changes: [[`await tx.lock('checkout session', checkout.sessionId);`, '']],
    specs: ['libs/orders/src/orders.service'],
  },
  {
    safety: 'the first orders of a day get the first numbers',
    file: 'libs/orders/src/order-numbers.ts',
    changes: [[`await tx.lock('day of order numbers', day);`, '']],
    specs: ['libs/orders/src/orders.service'],
  },
  {
    safety: 'lines are stored once',
    file: orders,
    changes: [['if (!order || order.linesFetchedAt) return false;', 'if (!order) return false;']],
    specs: ['libs/orders/src/orders.service'],
  },
  {
    safety: 'lines that arrive twice at once are stored once',
    file: 'libs/orders/src/order.entity.ts',
    changes: [['.forNoKeyUpdate()', '']],
    specs: ['libs/orders/src/orders.service'],
  },
  {
    safety: 'a status never moves backwards',
    file: 'libs/orders/src/order-status.ts',
    changes: [['return transitions[from].includes(to);', 'return transitions[from].length >= 0 && from !== to;']],
    specs: ['libs/orders/src'],
  },
  {
    safety: 'the earliest event determines when an order was placed',
    file: orders,
    changes: [['order.backdatePlacedAt(placedAt);', '']],
    specs: ['libs/orders/src', ...stripeSpecs],
  },
  {
    safety: 'the job is enqueued in the caller’s transaction',
    file: 'libs/jobs/src/pg-boss/pg-boss-queue.ts',
    changes: [['      db: fromKysely(tx.kysely<object>()),\n    };\n    if (key', '    };\n    if (key']],
    specs: ['libs/jobs/src/pg-boss'],
  },
  {
    safety: 'the cost of the count does not grow with the backlog',
    file: queries,
    changes: [
      [
        `.where(needsAttention)\n          .orderBy('occurred_at')\n          .orderBy('id')`,
        `.where(needsAttention)\n          .orderBy('occurred_at', 'desc')\n          .orderBy('id', 'desc')`,
      ],
    ],
    specs: ['test/integration/query-cost'],
  },
  {
    safety: 'a cursor distinguishes the rows of one millisecond',
    file: 'libs/database/src/list-query.ts',
    changes: [
      [
        "page.where(eb(eb.refTuple(timeRef, idRef), '<', eb.tuple(new Date(time), id)))",
        "page.where(eb(timeRef, '<', new Date(time)))",
      ],
    ],
    specs: ['libs/activity-log/src/activity-log.queries'],
  },
  {
    safety: 'a late entry does not shift later pages',
    file: queries,
    changes: [['if (readAt !== undefined) query = query', 'if (readAt === 0) query = query']],
    specs: ['libs/activity-log/src/activity-log.queries'],
  },
  {
    safety: 'the prune leaves open problems alone',
    file: 'libs/activity-log/src/activity-log-pruner.ts',
    changes: [[`eb.or([eb('resolved_at', 'is not', null), eb('level', '=', 'info')]),`, '']],
    specs: ['libs/activity-log/src/activity-log-pruner'],
  },
  {
    safety: 'the prune measures age from when an entry was received',
    file: 'libs/activity-log/src/activity-log-pruner.ts',
    changes: [[`eb('inserted_at', '<'`, `eb('occurred_at', '<'`]],
    specs: ['libs/activity-log/src/activity-log-pruner'],
  },
  {
    safety: 'a signature is checked',
    file: stripe,
    changes: [['if (!isSigned) throw', `if (seconds === '') throw`]],
    specs: stripeSpecs,
  },
  {
    safety: 'strangers who sign make few queries',
    file: 'libs/webhooks/src/webhook-registrations.ts',
    changes: [['if (!this.#cache || performance.now() > this.#cache.expiresAt)', 'if (true)']],
    specs: ['test/integration/webhook-registrations'],
  },
  {
    safety: 'an endpoint that somebody else made is not deleted',
    file: 'libs/payments/src/stripe-endpoint.ts',
    changes: [['others.filter(isMadeByDaybook)', 'others']],
    specs: ['test/integration/stripe-endpoint.spec'],
  },
  {
    safety: 'an endpoint at Stripe whose secret is lost is deleted once another one is there',
    file: 'libs/payments/src/stripe-endpoint.ts',
    changes: [
      [
        'for (const { id } of others.filter(isMadeByDaybook)) await this.endpoints.del(id);',
        'if (others.length < 0) await this.endpoints.del(ours.id);',
      ],
    ],
    specs: ['test/integration/stripe-endpoint.spec'],
  },
  {
    safety: 'a stale signature is refused',
    file: stripe,
    changes: [['if (isStale(seconds, now)) throw', 'if (Number(seconds) * 1_000 > now.getTime() + 300_000) throw']],
    specs: stripeSpecs,
  },
  {
    safety: 'a signature dated ahead is refused',
    file: stripe,
    changes: [['if (isStale(seconds, now)) throw', 'if (Number(seconds) * 1_000 < now.getTime() - 301_000) throw']],
    specs: stripeSpecs,
  },
  {
    safety: 'a payment of another site makes no order',
    file: 'libs/payments/src/session-recorder.ts',
    changes: [['lines.some(namesGoods)) return true;', 'lines.length > 0) return true;']],
    specs: ['libs/payments/src/foreign-sessions'],
  },
  {
    safety: 'an order is not placed before its lines say whose it is',
    file: 'libs/payments/src/session-events.ts',
    changes: [['const isOurs = await this.recorder.isOurs(tx, event);', 'const isOurs = webhook.id.length > 0;']],
    specs: ['libs/payments/src/foreign-sessions'],
  },
  {
    safety: 'a lost notification connection is re-established',
    file: 'libs/database/src/pg-notifications.ts',
    changes: [['this.reconnect(reconnectDelayMs.first);', 'reconnectDelayMs.first.toFixed();']],
    specs: ['libs/database/src/pg-notifications'],
  },
  {
    safety: 'an unresponsive connection is closed',
    file: 'libs/database/src/close-on-query-timeout.ts',
    changes: [['isQueryTimeout(error) && closeConnection(client)', 'isQueryTimeout(error) && closeConnection.length']],
    specs: ['libs/database/src/close-on-query-timeout'],
  },
  {
    safety: 'the api requires a session',
    file: 'apps/api/src/security/signed-in.guard.ts',
    changes: [
      [
        'if (!isApiRoute(request) || getSignedInUser(request)) return true;',
        'if (!isApiRoute(request) || getSignedInUser(request) || request.method) return true;',
      ],
    ],
    specs: ['apps/api/src/security'],
  },
  {
    safety: 'a cross-site request changes nothing',
    file: 'apps/api/src/security/same-origin.ts',
    changes: [
      [
        'if (safeMethods.has(request.method) || this.allows(request)) {',
        'if (safeMethods.has(request.method) || this.allows(request) || request.method) {',
      ],
    ],
    specs: ['apps/api/src/security'],
  },
  ...demoMutations,
  ...jobMutations,
  ...outageMutations,
  ...problemMutations,
  ...providerMutations,
  ...shopMutations,
  {
    safety: 'an order is looked for at Printify before it is submitted again',
    file: 'libs/fulfilment/src/printify/printify-orders.ts',
    changes: [
      ['const found = request.firstAttemptedAt\n', 'const found = request.firstAttemptedAt && !request.externalId\n'],
    ],
    specs: ['libs/fulfilment/src/printify'],
  },
  {
    safety: 'an unconfirmed Printify order with a stale address is not used',
    file: 'libs/fulfilment/src/printify/printify-orders.ts',
    changes: [
      [
        'if (!hasSameRecipient(request.recipient, found))',
        'if (!hasSameRecipient(request.recipient, { ...found, address_to: null }))',
      ],
    ],
    specs: ['libs/fulfilment/src/printify'],
  },
  {
    safety: 'an order is looked for at Printful before it is submitted again',
    file: 'libs/fulfilment/src/printful/printful-orders.ts',
    changes: [
      ['const found = request.firstAttemptedAt ?', 'const found = request.firstAttemptedAt && !request.externalId ?'],
    ],
    specs: ['libs/fulfilment/src/printful'],
  },
  {
    safety: 'a non-hexadecimal secret does not become an empty key',
    file: 'libs/fulfilment/src/printful/printful-webhook.ts',
    changes: [['secrets.filter((secret) => /^([0-9a-f]{2})+$/i.test(secret))', 'secrets']],
    specs: ['libs/fulfilment/src/printful'],
  },
  {
    safety: 'a response has a maximum size',
    file: 'libs/fulfilment/src/provider/provider-http.ts',
    changes: [['if (size > maxBytes)', 'if (size > maxBytes * Infinity)']],
    specs: ['libs/fulfilment/src/provider-faults'],
  },
  {
    safety: 'a mail that is being sent keeps its recipient',
    file: 'libs/mail/src/mail-queue.ts',
    changes: [['return to !== address && this.leases', 'return to === address && this.leases']],
    specs: ['libs/mail/src/send-mail'],
  },
  {
    safety: 'a mail that was sent meanwhile keeps its recipient',
    file: 'libs/mail/src/mail-messages.ts',
    changes: [['lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true', 'refresh: true']],
    specs: ['libs/mail/src/mail-queue'],
  },
  {
    safety: 'no refund stays held for an order that is cancelled already',
    file: 'libs/payments/src/held-refunds.ts',
    changes: [['if (isCancelled) await', 'if (order === null) await']],
    specs: ['test/integration/cancelling-an-order'],
  },
  {
    safety: 'a refund is not requested before the order is cancelled',
    file: 'libs/payments/src/held-refunds.ts',
    changes: [["state: 'held', requestedBy, notice }", "state: 'pending', requestedBy, notice }"]],
    specs: ['test/integration/cancelling-an-order'],
  },
];
