import type { FieldErrors } from '../api/api-error';
import type { AddressDraft } from './order-acting';

export type AddressField = Extract<keyof AddressDraft, string>;
export type Complaints = Partial<Record<AddressField, string>>;

interface FieldOfAddress {
  readonly name: Exclude<AddressField, 'country'>;
  readonly label: string;
  readonly autocomplete: string;
  readonly most: number;
  /** What to say when it is left empty; null where it may be. */
  readonly missing: string | null;
  readonly isShort?: true;
}

/** But for the country, which is chosen. The lengths are those of the contract's `addressDraft`. */
export const addressFields: readonly FieldOfAddress[] = [
  { name: 'name', label: 'Name', autocomplete: 'shipping name', most: 200, missing: 'Enter who it goes to.' },
  {
    name: 'line1',
    label: 'Address line 1',
    autocomplete: 'shipping address-line1',
    most: 200,
    missing: 'Enter the street and number.',
  },
  { name: 'line2', label: 'Address line 2', autocomplete: 'shipping address-line2', most: 200, missing: null },
  {
    name: 'city',
    label: 'Town or city',
    autocomplete: 'shipping address-level2',
    most: 100,
    missing: 'Enter the town or city.',
    isShort: true,
  },
  {
    name: 'postalCode',
    label: 'Postcode',
    autocomplete: 'shipping postal-code',
    most: 32,
    missing: null,
    isShort: true,
  },
  {
    name: 'region',
    label: 'Region, state or county',
    autocomplete: 'shipping address-level1',
    most: 100,
    missing: null,
    isShort: true,
  },
  { name: 'phone', label: 'Phone', autocomplete: 'shipping tel', most: 40, missing: null, isShort: true },
];

/** What the form holds; what is left empty, but may be, is null. */
export function addressIn(form: FormData): AddressDraft {
  const text = (field: AddressField) => {
    const value = form.get(field);
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    name: text('name'),
    line1: text('line1'),
    line2: text('line2') || null,
    city: text('city'),
    region: text('region') || null,
    postalCode: text('postalCode') || null,
    country: text('country'),
    phone: text('phone') || null,
  };
}

export function complaintsAbout(address: AddressDraft): Complaints {
  const complaints: Complaints = {};
  for (const { name, missing } of addressFields) if (missing !== null && !address[name]) complaints[name] = missing;
  if (address.country === '') complaints.country = 'Choose the country.';
  return complaints;
}

/** What the api says of the form's fields; the words about any other stay with the problem's own sentence. */
export function complaintsOf(errors: FieldErrors): Complaints {
  const names = new Set<string>(['country', ...addressFields.map(({ name }) => name)]);
  return Object.fromEntries(
    errors.filter(({ field }) => names.has(field)).map(({ field, message }) => [field, message]),
  );
}
