import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { Checkout } from '../stripe/checkouts.js';
import type { LineItem } from '../stripe/line-items.js';

export function basketCard({ formats }: Services, { session, lines }: Checkout): Markup {
  const money = (amount: number | null) => formats.money(amount ?? 0, session.currency ?? '');
  const line = ({ description, price: { product }, quantity, amount_total }: LineItem) => {
    const detail = typeof product === 'string' ? null : product.description;
    const times = (quantity ?? 1) > 1 && ` × ${quantity ?? 1}`;
    return markup`
    <li><span>${description}${detail && `, ${detail}`}${times}</span><span>${money(amount_total)}</span></li>`;
  };
  const shipping = session.shipping_cost;
  return markup`<section class="card">
  <h2>Basket</h2>
  <ul class="rows">
    ${lines.map(line)}
    ${shipping && markup`<li class="quiet"><span>Delivery</span><span>${money(shipping.amount_total)}</span></li>`}
    <li><strong>Total</strong><strong>${money(session.amount_total)}</strong></li>
  </ul>
</section>`;
}
