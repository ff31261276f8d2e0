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
    <tr><td>${description}${detail && `, ${detail}`}${times}</td><td>${money(amount_total)}</td></tr>`;
  };
  const shipping = session.shipping_cost;
  return markup`<article>
  <header><h2>Basket</h2></header>
  <table>
    ${lines.map(line)}
    ${shipping && markup`<tr><td>Delivery</td><td>${money(shipping.amount_total)}</td></tr>`}
    <tfoot><tr><td>Total</td><td>${money(session.amount_total)}</td></tr></tfoot>
  </table>
</article>`;
}
