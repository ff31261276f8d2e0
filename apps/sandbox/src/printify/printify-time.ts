/** Printify's way to write a time, to the second: `2022-05-17 15:00:00+00:00`. Takes ISO 8601. */
export const printifyTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
