import { hasSameAddress, looselyEqual } from '../provider/address.js';
import { toDecimal } from '../provider/amounts.js';
import { omitEmpty } from '../provider/fields.js';
import type { SubmissionRequest } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { lineName } from '../provider/reasons.js';
import type { PrintfulOrder } from './printful-order.js';

/** The body of a new or updated order. Throws `ProviderError` on a line without a sync variant. */
export function toOrderBody(request: SubmissionRequest) {
  const { currency, lines } = request;
  const subtotal = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return {
    external_id: request.externalId,
    shipping: 'STANDARD',
    recipient: toRecipient(request.recipient),
    items: lines.map((line) => {
      if (!/^\d{1,15}$/.test(line.variantId)) {
        throw new ProviderError(`${lineName(line)} has no variant of Printful's (${line.variantId || 'none'})`);
      }
      return {
        sync_variant_id: Number(line.variantId),
        quantity: line.quantity,
        retail_price: toDecimal(line.unitPrice, currency),
      };
    }),
    // for customs; without a currency Printful reads the prices above in the store's
    retail_costs: { currency, subtotal: toDecimal(subtotal, currency) },
  };
}

/** Whether an existing order goes to this recipient: the address may have been corrected between two attempts. */
export function hasSameRecipient(
  recipient: SubmissionRequest['recipient'],
  { recipient: existing }: PrintfulOrder,
): boolean {
  if (!existing?.address1) return true;
  return (
    looselyEqual(recipient.name, existing.name) &&
    hasSameAddress(recipient, existing) &&
    looselyEqual(recipient.country, existing.country_code)
  );
}

/** Countries where Printful requires a state code. Elsewhere a region is a name, unless it looks like a code. */
const countriesWithStateCodes = ['US', 'CA', 'AU'];

/** Nothing is truncated: an error that names the field helps more than a shortened address. */
function toRecipient(recipient: SubmissionRequest['recipient']): Record<string, string> {
  return omitEmpty({
    name: recipient.name,
    address1: recipient.line1,
    address2: recipient.line2,
    city: recipient.city,
    country_code: recipient.country,
    zip: recipient.postalCode,
    phone: recipient.phone,
    email: recipient.email,
    ...toState(recipient),
  });
}

function toState({ country, region }: SubmissionRequest['recipient']): Record<string, string> {
  const state = region?.trim() ?? '';
  const code = countriesWithStateCodes.includes(country) ? state.toUpperCase() : state;
  return /^[A-Z0-9]{1,3}$/.test(code) ? { state_code: code } : { state_name: state };
}
