import { looselyEqual } from '../provider/alike.js';
import { splitFullName } from '../provider/full-name.js';
import { omitEmpty, sanitize } from '../provider/fields.js';
import type { Submission } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { lineName } from '../provider/reasons.js';
import type { PrintifyOrder } from './printify-order.js';

const standardShipping = 1;

/** The body that makes an order. Throws `ProviderError` on a line whose variant cannot be Printify's. */
export function orderBodyOf(order: Submission) {
  return {
    external_id: order.externalId,
    label: order.label,
    line_items: order.lines.map((line) => {
      if (!/^\d{1,15}$/.test(line.variantId)) {
        throw new ProviderError(`${lineName(line)} has no variant of Printify's (${line.variantId || 'none'})`);
      }
      return { product_id: line.productId, variant_id: Number(line.variantId), quantity: line.quantity };
    }),
    shipping_method: standardShipping,
    // Daybook writes to the customer itself
    send_shipping_notification: false,
    address_to: addressOf(order.recipient),
  };
}

/**
 * Nothing is cut to a length: Printify refuses what is too long and says which field, and a person can then shorten it
 * better than a program.
 */
function addressOf(recipient: Submission['recipient']) {
  const { first, last } = splitFullName(sanitize(recipient.name));
  return {
    first_name: first,
    last_name: last,
    country: recipient.country,
    region: sanitize(recipient.region ?? ''),
    address1: sanitize(recipient.line1),
    city: sanitize(recipient.city),
    zip: sanitize(recipient.postalCode ?? ''),
    ...omitEmpty({ email: recipient.email, phone: recipient.phone, address2: recipient.line2 }),
  };
}

const isCode = (text: string | null | undefined) => /^[A-Z]{2,3}$/.test(text ?? '');

/**
 * Whether an order that is there goes where this one should: an address can be corrected between two tries, and
 * Printify has no call that would change it. Countries and regions are compared where both are codes, for Printify
 * also answers with their names.
 */
export function hasSameRecipient(recipient: Submission['recipient'], { address_to: there }: PrintifyOrder): boolean {
  if (!there) return true;
  const { first, last } = splitFullName(sanitize(recipient.name));
  const mayBeCodes: [string | null, string | null][] = [
    [recipient.country, there.country],
    [recipient.region, there.region],
  ];
  return (
    looselyEqual(first + last, `${there.first_name ?? ''}${there.last_name ?? ''}`) &&
    looselyEqual(recipient.line1, there.address1) &&
    looselyEqual(recipient.line2, there.address2) &&
    looselyEqual(recipient.city, there.city) &&
    looselyEqual(recipient.postalCode, there.zip) &&
    mayBeCodes.every(([asked, given]) => !isCode(asked) || !isCode(given) || asked === given)
  );
}
