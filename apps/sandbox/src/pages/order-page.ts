import { providerLabels } from '@daybook/contract';
import { z } from 'zod';
import { demoProducts, demoShippingPrice } from '../products/catalogue.js';
import { pageReply, parse, redirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { openCheckoutRequest, demoOrderRequest } from '../stripe/demo-shop.js';
import { layout, errorNotice, visibleSections } from './layout.js';

const basketForm = z.object({
  go: z.enum(['checkout', 'paid']).default('checkout'),
  quantity: z.record(z.string(), z.coerce.number().int().min(0).max(99)).default({}),
});

export function orderPage(services: Services): RouteTable {
  const { settings, demoShop } = services;
  return {
    'GET /': () => {
      // without Stripe there is nothing to buy here
      const [first] = visibleSections(settings);
      const isShop = settings.SANDBOX_SERVICES.includes('stripe');
      return isShop || !first ? pageReply(200, renderOrderPage(services)) : redirect(first.path);
    },
    'POST /orders': ({ body }) => {
      const { go, quantity } = parse(basketForm, body);
      const items = Object.entries(quantity)
        .filter(([, count]) => count > 0)
        .map(([product, count]) => ({ product, quantity: count }));
      if (items.length === 0)
        return pageReply(422, renderOrderPage(services, 'The basket is empty. Choose at least one product.'));
      const checkout =
        go === 'paid'
          ? demoShop.placeOrder(parse(demoOrderRequest, { items })).checkout
          : demoShop.openCheckout(parse(openCheckoutRequest, { items }));
      return redirect(`/pay/${checkout.session.id}`);
    },
  };
}

function renderOrderPage(services: Services, problem: string | null = null): Markup {
  const { SHOP_NAME, SHOP_CURRENCY } = services.settings;
  const money = (amount: number) => services.formatters.money(amount, SHOP_CURRENCY);
  const basket = demoProducts.reduce((sum, { price, defaultQuantity }) => sum + price * defaultQuantity, 0);
  const line = ({ slug, name, variant, provider, price, defaultQuantity }: (typeof demoProducts)[number]) => markup`
      <tr>
        <td><label for="quantity-${slug}">${name}, ${variant}<br><small>Made by ${providerLabels[provider]}</small></label></td>
        <td>${money(price)}</td>
        <td><input id="quantity-${slug}" name="quantity[${slug}]" type="number" inputmode="numeric" min="0" max="99" value="${defaultQuantity}" aria-label="Quantity: ${name}, ${variant}"></td>
      </tr>`;
  return layout(services, {
    section: '/',
    title: 'Place an order',
    lead: markup`Buy something at ${SHOP_NAME} and watch it arrive in the <a href="${services.consoleUrl}/orders">console</a>.`,
    body: markup`${errorNotice(problem)}
<form method="post" action="/orders">
  <article>
    <header><h2>Basket</h2></header>
    <table>
      ${demoProducts.map(line)}
      <tr><td>Standard delivery</td><td>${money(demoShippingPrice)}</td><td></td></tr>
    </table>
    <footer>This basket with delivery: <strong>${money(basket + demoShippingPrice)}</strong></footer>
  </article>
  <div class="actions">
    <button name="go" value="checkout">Go to the pay page</button>
    <button name="go" value="paid" class="outline">Place a paid order now</button>
  </div>
  <p class="hint">On the pay page you can change who buys and how they pay. The second button skips it: a test shopper pays by card.</p>
</form>`,
  });
}
