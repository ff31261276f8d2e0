import { looselyEqual } from '../provider/alike.js';
import { decimalOf } from '../provider/amounts.js';
import { omitEmpty } from '../provider/fields.js';
import type { Submission } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { lineName } from '../provider/reasons.js';
import type { PrintfulOrder } from './printful-order.js';

/** The body that makes an order, or brings one up to date. Throws `ProviderError` on a line without a sync variant. */
export function orderBodyOf(order: Submission) {
  const { currency, lines } = order;
  const subtotal = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return {
    external_id: order.externalId,
    shipping: 'STANDARD',
    recipient: recipientOf(order.recipient),
    items: lines.map((line) => {
      if (!/^\d{1,15}$/.test(line.variantId)) {
        throw new ProviderError(`${lineName(line)} has no variant of Printful's (${line.variantId || 'none'})`);
      }
      return {
        sync_variant_id: Number(line.variantId),
        quantity: line.quantity,
        retail_price: decimalOf(line.unitPrice, currency),
      };
    }),
    // for customs; without a currency the prices above would be taken for the store's
    retail_costs: { currency, subtotal: decimalOf(subtotal, currency) },
  };
}

/** Whether an order that is there goes where this one should: its address may have been corrected between two tries. */
export function hasSameRecipient(
  { name, line1, line2, city, postalCode, country }: Submission['recipient'],
  there: PrintfulOrder,
): boolean {
  const { recipient } = there;
  if (!recipient?.address1) return true;
  return (
    looselyEqual(name, recipient.name) &&
    looselyEqual(line1, recipient.address1) &&
    looselyEqual(line2, recipient.address2) &&
    looselyEqual(city, recipient.city) &&
    looselyEqual(postalCode, recipient.zip) &&
    looselyEqual(country, recipient.country_code)
  );
}

/** Where Printful wants a state's code; elsewhere a region is a name, unless it looks like a code. */
const withStateCodes = ['US', 'CA', 'AU'];

/** Nothing is cut to a length, as for Printify: a refusal that names the field helps more than a shortened address. */
function recipientOf(recipient: Submission['recipient']): Record<string, string> {
  const fields: Record<string, string | null> = {
    name: recipient.name,
    address1: recipient.line1,
    address2: recipient.line2,
    city: recipient.city,
    country_code: recipient.country,
    zip: recipient.postalCode,
    phone: recipient.phone,
    email: recipient.email,
    ...stateOf(recipient),
  };
  return omitEmpty(fields);
}

function stateOf({ country, region }: Submission['recipient']): Record<string, string> {
  const state = region?.trim() ?? '';
  const code = withStateCodes.includes(country) ? state.toUpperCase() : state;
  return /^[A-Z0-9]{1,3}$/.test(code) ? { state_code: code } : { state_name: state };
}
