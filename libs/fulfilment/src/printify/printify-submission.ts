import { sanitize } from '@daybook/webhooks';
import { hasSameAddress, looselyEqual, splitFullName } from '../provider/address.js';
import { omitEmpty } from '../provider/fields.js';
import type { SubmissionRequest } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { lineName } from '../provider/reasons.js';
import type { PrintifyOrder } from './printify-order.js';

const standardShipping = 1;

/** The body of a new order. Throws `ProviderError` on a line whose variant cannot be Printify's. */
export function toOrderBody(request: SubmissionRequest) {
  return {
    external_id: request.externalId,
    label: request.label,
    line_items: request.lines.map((line) => {
      if (!/^\d{1,15}$/.test(line.variantId)) {
        throw new ProviderError(`${lineName(line)} has no variant of Printify's (${line.variantId || 'none'})`);
      }
      return { product_id: line.productId, variant_id: Number(line.variantId), quantity: line.quantity };
    }),
    shipping_method: standardShipping,
    // Daybook sends its own mail to the customer
    send_shipping_notification: false,
    address_to: toAddress(request.recipient),
  };
}

/** Nothing is truncated: Printify names the field that is too long, and a person shortens it better than a program. */
function toAddress(recipient: SubmissionRequest['recipient']) {
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
 * Whether an existing order goes to this recipient: Printify cannot change an address that was corrected between two
 * attempts. Countries and regions are compared only when both are codes, because Printify also returns their names.
 */
export function hasSameRecipient(
  recipient: SubmissionRequest['recipient'],
  { address_to: existing }: PrintifyOrder,
): boolean {
  if (!existing) return true;
  const { first, last } = splitFullName(sanitize(recipient.name));
  const codes: [string | null, string | null][] = [
    [recipient.country, existing.country],
    [recipient.region, existing.region],
  ];
  return (
    looselyEqual(first + last, `${existing.first_name ?? ''}${existing.last_name ?? ''}`) &&
    hasSameAddress(recipient, existing) &&
    codes.every(([wanted, actual]) => !isCode(wanted) || !isCode(actual) || wanted === actual)
  );
}
