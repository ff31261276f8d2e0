/** Where the demo shop ships to, and what the pay page offers when a shop names no countries. ISO 3166-1 alpha-2. */
export const commonCountries = ['GB', 'IE', 'US', 'CA', 'AU', 'NZ', 'DE', 'FR', 'ES', 'IT', 'NL', 'SE', 'JP', 'KW'];
