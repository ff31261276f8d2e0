/** Version 2 of Printful's API writes times to the second: `2023-04-05T06:07:08Z`. Takes ISO 8601. */
export const printfulTime = (iso: string) => `${iso.slice(0, 19)}Z`;

/** Version 1 counts seconds since 1970. Takes ISO 8601. */
export const unixTime = (iso: string) => Math.floor(Date.parse(iso) / 1000);
