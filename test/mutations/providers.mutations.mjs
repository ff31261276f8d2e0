// Safeties of what providers say, in whatever shape and order it comes.

const parcels = 'libs/fulfilment/src/parcels.ts';
const webhookSpecs = ['test/integration/provider-webhooks'];

/** @type {import('./mutations.mjs').Mutation[]} */
export const providerMutations = [
  {
    safety: 'an answer that was overtaken changes no tracking number',
    file: parcels,
    changes: [['return !parcelsListedAt || asOf > parcelsListedAt;', 'return !parcelsListedAt || asOf > new Date(0);']],
    specs: webhookSpecs,
  },
  {
    safety: 'a parcel is found by its former numbers',
    file: parcels,
    changes: [['[key, ...laterKeys]', '[laterKeys.at(-1) ?? key]']],
    specs: webhookSpecs,
  },
  {
    safety: 'every webhook about an order leads to reading it',
    file: 'libs/fulfilment/src/provider-webhooks.ts',
    changes: [["await this.parts.refreshes.enqueue(tx, fulfilment, 'webhook');", '']],
    specs: webhookSpecs,
  },
  {
    safety: 'a parcel does not take the time of another one',
    file: parcels,
    changes: [['for (const info of parcels) this.findOrCreate(info);', '']],
    specs: webhookSpecs,
  },
  {
    safety: 'a webhook that overtakes the answer to the submission waits for it',
    file: 'libs/fulfilment/src/provider-webhooks.ts',
    changes: [['return { waitsFor: providerOrderId };', "return 'ignored';"]],
    specs: webhookSpecs,
  },
  {
    safety: 'a new round of submission leaves no job of the former one',
    file: 'libs/fulfilment/src/submission-rounds.ts',
    changes: [['await this.jobs.drop(tx, SubmitFulfilment, { fulfilmentId });', '']],
    specs: ['test/integration/payment-reviews'],
  },
  {
    safety: 'goods that their provider refuses to make go off sale',
    file: 'libs/fulfilment/src/submission-recorder.ts',
    changes: [['await this.catalogue.takeOffSale(tx, provider, error.outOfStock);', '']],
    specs: ['test/integration/product-sync'],
  },
  {
    safety: 'goods that were refused come back with a sync that finds them unchanged',
    file: 'libs/catalog/src/catalog-writer.ts',
    changes: [['|| existing.refusedAt !== null;', ';']],
    specs: ['test/integration/product-sync'],
  },
  {
    safety: 'a refusal wins over what a sync has read before',
    file: 'libs/catalog/src/catalog-writer.ts',
    changes: [['existing.refusedAt >= time;', 'existing.refusedAt < new Date(0);']],
    specs: ['test/integration/product-sync'],
  },
  {
    safety: 'a webhook of an unknown secret is registered again',
    file: 'libs/fulfilment/src/printful/printful-registration.ts',
    changes: [['found && hasSecret(found, known) && isComplete', 'found && isComplete']],
    specs: ['libs/fulfilment/src/printful/printful-registration'],
  },
  {
    safety: 'an order with lines that no provider makes is not delivered',
    file: 'libs/orders/src/order-status.ts',
    changes: [["if (!isIncomplete && all('delivered'))", "if (all('delivered'))"]],
    specs: ['test/integration/fulfilling-an-order'],
  },
  {
    safety: 'a dedupe key that is wider than its column is hashed',
    file: 'libs/activity-log/src/entries.ts',
    changes: [['key.length > 255 ?', 'key.length > 1e6 ?']],
    specs: ['test/integration/activity-recording'],
  },
];
