import { providerLabels, providers, type Provider } from '@daybook/contract';
import { z } from 'zod';
import { pictureUrl } from '../products/catalogue.js';
import type { Product } from '../products/products.js';
import { parse, redirect, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { layout, selectOptions } from './layout.js';

const maxProducts = 12;
const priceStep = 100;

const changeLabels = {
  raise_price: 'cost 1.00 more',
  lower_price: 'cost 1.00 less',
  out_of_stock: 'are out of stock',
  in_stock: 'are in stock again',
  remove: 'are removed, from the end',
  add: 'are added',
} as const;
type ProductChange = keyof typeof changeLabels;
const changeForm = z.object({
  provider: z.enum(providers),
  count: z.coerce.number().int().min(1).max(20_000),
  change: z.enum(Object.keys(changeLabels) as [ProductChange, ...ProductChange[]]),
});

/** Stands in for the product settings at Printify and Printful. */
export function productsPage(services: Services): RouteTable {
  const { products } = services;
  return {
    'GET /products': () => renderProductsPage(services),
    'POST /products': ({ body }) => {
      const { provider, count, change } = parse(changeForm, body);
      const apply: Record<ProductChange, () => void> = {
        raise_price: () => products.changePrices(provider, count, priceStep),
        lower_price: () => products.changePrices(provider, count, -priceStep),
        out_of_stock: () => products.setAvailability(provider, count, false),
        in_stock: () => products.setAvailability(provider, count, true),
        remove: () => products.removeLast(provider, count),
        add: () => products.add(provider, count),
      };
      apply[change]();
      return redirect(`/products#${provider}`);
    },
    'POST /products/reset': runThenRedirect('/products', () => products.reset()),
  };
}

function renderProductsPage(services: Services): Markup {
  const shown = providers.filter((name) => services.settings.SANDBOX_SERVICES.includes(name));
  return layout(services, {
    section: '/products',
    title: 'Products',
    lead: 'What each provider offers. The shop reads it once an hour, or when somebody presses Sync in its console.',
    body: markup`${shown.map((provider) => providerCard(services, provider))}
<form method="post" action="/products/reset"><button class="outline">Restore the original products</button></form>`,
  });
}

function providerCard({ products, formatters, settings }: Services, provider: Provider): Markup {
  const { total, products: first } = products.list(provider, 0, maxProducts);
  const tile = ({ id, title, blank, variants }: Product) => {
    const price = formatters.money(variants[0]?.price ?? 0, settings.SHOP_CURRENCY);
    const isAvailable = variants.some((variant) => variant.isAvailable);
    const picture = pictureUrl('', provider, id, blank.colours[0]);
    return markup`
    <figure><img src="${picture}" alt="" width="240" height="240" loading="lazy">${title}<br><small>${isAvailable ? price : `${price}, out of stock`}</small></figure>`;
  };
  return markup`<article id="${provider}">
  <header><h2>${providerLabels[provider]}: ${total} products</h2></header>
  <form method="post" action="/products" class="grid">
    <input type="hidden" name="provider" value="${provider}">
    <div><label for="count-${provider}">How many products</label><input id="count-${provider}" name="count" type="number" min="1" max="20000" value="3"></div>
    <div><label for="change-${provider}">Change</label><select id="change-${provider}" name="change">${selectOptions(changeLabels)}</select></div>
    <button>Change them</button>
  </form>
  <div class="grid tiles">${first.map(tile)}</div>
  ${total > first.length && markup`<footer>And ${total - first.length} more.</footer>`}
</article>`;
}
