import { visitShop } from './shop-visit.js';

/** A shopper with a separate cookie jar. */
export function aShopper(shop: { address: string }, cookie = '') {
  const shopper = {
    cookie,
    visit: (path: string) => visitShop(shop.address + path, { headers: { cookie: shopper.cookie } }),
    async post(path: string, form: Record<string, string> | [string, string][], headers: Record<string, string> = {}) {
      const page = await visitShop(shop.address + path, {
        method: 'POST',
        headers: { cookie: shopper.cookie, origin: shop.address, ...headers },
        body: new URLSearchParams(form),
      });
      const given = page.response.headers.getSetCookie()[0]?.split(';')[0];
      if (given !== undefined) shopper.cookie = given;
      return page;
    },
    put: (variant: string, quantity = '1') => shopper.post('/cart/lines', { variant, quantity }),
    async lines() {
      const page = await shopper.visit('/cart');
      return page.texts('.line .name').map((name, at) => {
        const quantity = page.all('.line')[at]?.querySelector('input[type=number]')?.getAttribute('value');
        return `${name}: ${quantity ?? '-'}`;
      });
    },
  };
  return shopper;
}
