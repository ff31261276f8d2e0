import { randomInt } from 'node:crypto';
import { createDraftOrder, createLine, type ParcelLine, type ProviderOrder } from '../orders/provider-order.js';
import type { Products } from '../products/products.js';
import { orThrow } from '../server/http.js';
import type { PastOrder } from './history-request.js';

/** Throws a 404 for goods that its provider does not make. */
export function createPastOrder(past: PastOrder, products: Products): ProviderOrder {
  const { provider, id, externalId, state, submittedAt, acceptedAt, advancesAt } = past;
  const lines = past.lines.map(({ productId, variantId, quantity }, index) =>
    createLine(orThrow(products.findVariant(provider, variantId, productId), `No variant ${variantId}.`), {
      id: provider === 'printify' ? index + 1 : randomInt(10_000_000, 99_999_999),
      quantity,
    }),
  );
  const contents = lines.map((line): ParcelLine => ({ lineId: line.id, quantity: line.quantity }));
  const parcels = past.parcels.map((parcel) => ({
    ...{ service: parcel.carrier, lines: contents, returnedAt: null, isReshipment: false },
    ...parcel,
    id: parcel.id ?? randomInt(10_000_000, 99_999_999),
  }));
  const draft = createDraftOrder({
    ...{ provider, id, externalId, label: externalId, shipping: provider === 'printify' ? '1' : 'STANDARD' },
    ...{ recipient: toRecipient(past), lines },
  });
  return {
    ...draft,
    ...{ state, parcels, advancesAt, createdAt: submittedAt, updatedAt: submittedAt, acceptedAt },
    plannedParcels: parcels.length > 0 ? [] : draft.plannedParcels,
    fulfilledAt: parcels[0]?.shippedAt ?? null,
  };
}

function toRecipient({ provider, recipient }: PastOrder): Record<string, string> {
  const { name, email, line1: address1, city, postalCode, country } = recipient;
  const [, first_name = name, last_name = ''] = /^(\S+) (.+)$/.exec(name) ?? [];
  const shared = { email, address1, city, zip: postalCode ?? '' };
  return provider === 'printify'
    ? { ...shared, first_name, last_name, country }
    : { ...shared, name, country_code: country };
}
