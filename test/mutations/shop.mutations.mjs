// Safeties of the shop's public pages.

const pageSpecs = ['test/integration/shop-pages.spec'];
const limitSpecs = ['test/integration/shop-limits.spec'];
const cartSpecs = ['test/integration/shop-cart.spec'];

/** @type {import('./mutations.mjs').Mutation[]} */
export const shopMutations = [
  {
    safety: 'a product’s data cannot close the script element that contains it',
    file: 'libs/shop/src/product-data.ts',
    changes: [['/[<>&\\u2028\\u2029]/g', '/[\\u2028\\u2029]/g']],
    specs: pageSpecs,
  },
  {
    safety: 'a hidden product has no page',
    file: 'libs/catalog/src/storefront.queries.ts',
    changes: [[".where('p.slug', '=', slug)\n      .where(isVisible)", ".where('p.slug', '=', slug)"]],
    specs: pageSpecs,
  },
  {
    safety: 'HTML in the owner’s pages is escaped',
    file: 'libs/shop/src/markdown.ts',
    changes: [['html: false', 'html: true']],
    specs: ['libs/shop/src/markdown'],
  },
  {
    safety: 'nobody pays a total they have not seen',
    file: 'apps/api/src/shop/checkout.controller.ts',
    changes: [['if (form.agreedTotal !== totalToken(cart))', "if (form.agreedTotal === '')"]],
    specs: cartSpecs,
  },
  {
    safety: 'the shop accepts forms only from its own pages',
    file: 'apps/api/src/shop/storefront.module.ts',
    changes: [['consumer.apply(this.sameOrigin.middleware)', 'consumer.apply()']],
    specs: cartSpecs,
  },
  {
    safety: 'a sold-out variant cannot be added to a cart',
    file: 'libs/shop/src/shopping-cart.ts',
    changes: [['if (!goods?.variant.isAvailable || !createPayableTest', 'if (!goods || !createPayableTest']],
    specs: cartSpecs,
  },
  {
    safety: 'a stranger opens no carts without end',
    file: 'libs/shop/src/shopping-cart.ts',
    changes: [["if (!cart) await this.limits.consume('carts', network);", '']],
    specs: limitSpecs,
  },
  {
    safety: 'a stranger opens no payment pages without end',
    file: 'libs/payments/src/checkout-sessions.ts',
    changes: [["if (!hasBegun) await this.limits.consume('checkouts', network);", '']],
    specs: limitSpecs,
  },
  {
    safety: 'a shopper who goes back and forth is not taken for a stranger who opens payment pages without end',
    file: 'libs/carts/src/cart-checkouts.service.ts',
    changes: [['return Boolean(same);', 'return same === null && cart === null;']],
    specs: limitSpecs,
  },
  {
    safety: 'a limit that is reached again is said once a day',
    file: 'libs/carts/src/shop-limits.ts',
    changes: [['data, { dedupeKey }', 'data, {}']],
    specs: limitSpecs,
  },
  {
    safety: 'a stranger has few others reminded',
    file: 'apps/api/src/shop/checkout.controller.ts',
    changes: [["form.remind === 'yes' && (await this.limits.acceptsConsent(network, email))", "form.remind === 'yes'"]],
    specs: limitSpecs,
  },
  {
    safety: 'a household of IPv6 addresses counts as one address',
    file: 'apps/api/src/shop/network-of.ts',
    changes: [["toNetwork(request.ip ?? '')", "request.ip ?? ''"]],
    specs: limitSpecs,
  },
  {
    safety: 'a day has a limited number of reminders',
    file: 'libs/mail/src/recovery/recovery-mails.ts',
    changes: [['if (await this.limit.isReachedForToday(tx)) return null;', '']],
    specs: ['libs/mail/src/recovery/reminded-addresses'],
  },
  {
    safety: 'whoever bought in another browser is not reminded',
    file: 'libs/mail/src/recovery/reminders.ts',
    changes: [
      ["(await this.hasBoughtLately(tx, cart)) ? { decision: 'skip', reason: 'ordered' } : eligibility", 'eligibility'],
    ],
    specs: ['libs/mail/src/recovery/reminded-addresses'],
  },
  {
    safety: 'a hidden product leaves the sitemap',
    file: 'libs/catalog/src/sitemap.queries.ts',
    changes: [['.where(isVisible)\n      .orderBy(', '.orderBy(']],
    specs: ['test/integration/search-engines'],
  },
  {
    safety: 'an edit never overwrites somebody else’s later edit',
    file: 'libs/shop/src/shop-pages.ts',
    changes: [['if (before.changedAt.getTime() !== changedAt.getTime())', 'if (Number.isNaN(changedAt.getTime()))']],
    specs: ['test/integration/page-editing'],
  },
];
