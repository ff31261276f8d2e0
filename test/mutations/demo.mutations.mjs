// Safeties of the demo: once the services are real, its orders reach none.

const demoSpecs = ['test/integration/demo-orders'];

/** @type {import('./mutations.mjs').Mutation[]} */
export const demoMutations = [
  {
    safety: 'an order of the demo is not submitted to a real provider',
    file: 'libs/fulfilment/src/submit-fulfilment.job.ts',
    changes: [['if (!this.settings.mayReachServices(order)) return true;', '']],
    specs: ['test/integration/fulfilling-an-order'],
  },
  {
    safety: 'an order of the demo is not cancelled at a real provider',
    file: 'libs/fulfilment/src/cancel-fulfilment.job.ts',
    changes: [['if (!this.settings.mayReachServices(order)) return done;', '']],
    specs: demoSpecs,
  },
  {
    safety: 'an order of the demo is not read at a real provider',
    file: 'libs/fulfilment/src/refresh-fulfilment.job.ts',
    changes: [['if (!this.settings.mayReachServices(order)) return done;', '']],
    specs: demoSpecs,
  },
  {
    safety: 'an order of the demo is not refunded at the real Stripe',
    file: 'libs/payments/src/create-refund.job.ts',
    changes: [[' || !this.settings.mayReachServices(order)', '']],
    specs: demoSpecs,
  },
  {
    safety: 'the refunds of a demo order are not read at the real Stripe',
    file: 'libs/payments/src/list-refunds.job.ts',
    changes: [[' || !this.settings.mayReachServices(order)', '']],
    specs: demoSpecs,
  },
  {
    safety: 'the mails of a demo order are not sent by a real server',
    file: 'libs/mail/src/send-mail.job.ts',
    changes: [['return !order || this.settings.mayReachServices(order);', 'return true;']],
    specs: demoSpecs,
  },
  {
    safety: 'the demo’s new order is placed only while every service is the sandbox',
    file: 'apps/worker/src/demo-shop/sandbox-history.ts',
    changes: [['if (!this.settings.mayReachServices({ isDemo: true })) return false;', '']],
    specs: ['test/integration/demo-new-order'],
  },
];
