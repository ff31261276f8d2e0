// Safeties of the shop's public pages.

const pageSpecs = ['test/integration/shop-pages.spec'];
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
    changes: [['consumer.apply(this.sameOrigin.middleware, form)', 'consumer.apply(form)']],
    specs: cartSpecs,
  },
  {
    safety: 'a sold-out variant cannot be added to a cart',
    file: 'libs/shop/src/shopping-cart.ts',
    changes: [['if (!goods?.variant.isAvailable || !createPayableTest', 'if (!goods || !createPayableTest']],
    specs: cartSpecs,
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
