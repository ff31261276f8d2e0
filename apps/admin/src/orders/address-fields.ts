import type { FieldErrors } from '../api/api-error';
import type { AddressInput } from './order-commands';

export type AddressField = Extract<keyof AddressInput, string>;
export type AddressErrors = Partial<Record<AddressField, string>>;

interface AddressFieldSpec {
  readonly name: Exclude<AddressField, 'country'>;
  readonly label: string;
  readonly autocomplete: string;
  readonly maxLength: number;
  /** The error when the field is empty; null for an optional field. */
  readonly requiredMessage: string | null;
  readonly isShort?: true;
}

/** Without the country, which is a select. The lengths are those of the contract's `addressDraft`. */
export const addressFields: readonly AddressFieldSpec[] = [
  {
    name: 'name',
    label: 'Name',
    autocomplete: 'shipping name',
    maxLength: 200,
    requiredMessage: 'Enter the recipient’s name.',
  },
  {
    name: 'line1',
    label: 'Address line 1',
    autocomplete: 'shipping address-line1',
    maxLength: 200,
    requiredMessage: 'Enter the street and number.',
  },
  {
    name: 'line2',
    label: 'Address line 2',
    autocomplete: 'shipping address-line2',
    maxLength: 200,
    requiredMessage: null,
  },
  {
    name: 'city',
    label: 'Town or city',
    autocomplete: 'shipping address-level2',
    maxLength: 100,
    requiredMessage: 'Enter the town or city.',
    isShort: true,
  },
  {
    name: 'postalCode',
    label: 'Postcode',
    autocomplete: 'shipping postal-code',
    maxLength: 32,
    requiredMessage: null,
    isShort: true,
  },
  {
    name: 'region',
    label: 'Region or state',
    autocomplete: 'shipping address-level1',
    maxLength: 100,
    requiredMessage: null,
    isShort: true,
  },
  { name: 'phone', label: 'Phone', autocomplete: 'shipping tel', maxLength: 40, requiredMessage: null, isShort: true },
];

/** The form's values; an empty optional field is null. */
export function readAddress(form: FormData): AddressInput {
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

export function validateAddress(address: AddressInput): AddressErrors {
  const complaints: AddressErrors = {};
  for (const { name, requiredMessage: missing } of addressFields)
    if (missing !== null && !address[name]) complaints[name] = missing;
  if (address.country === '') complaints.country = 'Choose the country.';
  return complaints;
}

/** The api's errors for the form's fields; errors of other fields stay in the general message. */
export function addressErrorsFrom(errors: FieldErrors): AddressErrors {
  const names = new Set<string>(['country', ...addressFields.map(({ name }) => name)]);
  return Object.fromEntries(
    errors.filter(({ field }) => names.has(field)).map(({ field, message }) => [field, message]),
  );
}
