/** Who writes, and how it writes. */
export interface Shop {
  name: string;
  locale: string;
  timeZone: string;
}
