import { z } from 'zod';

const line = z.string().trim().max(500);
const optionalLine = line
  .transform((text) => (text === '' ? null : text))
  .nullish()
  .default(null);

export const shopperSchema = z.object({
  email: z.email('Enter an e-mail address, such as ada@example.com').max(800),
  name: z.string().trim().min(1, 'Enter a name').max(20_000),
  phone: optionalLine,
  line1: line.min(1, 'Enter the first line of the address'),
  line2: optionalLine,
  city: line.min(1, 'Enter a town or city'),
  state: optionalLine,
  postal_code: optionalLine,
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'Choose a country'),
});
export type Shopper = z.output<typeof shopperSchema>;

/** The pay page is prefilled with this person. */
export const testShopper: Shopper = {
  email: 'customer@example.com',
  name: 'Ada Green',
  phone: '+44 1632 960 123',
  line1: '12 Mill Lane',
  line2: null,
  city: 'Totnes',
  state: null,
  postal_code: 'TQ9 5AB',
  country: 'GB',
};

/** Where the demo shop ships to, and what the pay page offers when a shop names no countries. ISO 3166-1 alpha-2. */
export const commonCountries = ['GB', 'IE', 'US', 'CA', 'AU', 'NZ', 'DE', 'FR', 'ES', 'IT', 'NL', 'SE', 'JP', 'KW'];
