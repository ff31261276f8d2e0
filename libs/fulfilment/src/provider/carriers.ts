/** Carriers as people write them; providers write them in all ways ("usps", "FEDEX"). */
const written = ['USPS', 'UPS', 'FedEx', 'DHL', 'DPD', 'GLS', 'TNT', 'Royal Mail', 'Evri', 'Hermes', 'Yodel'];
const asWritten = new Map(written.map((name) => [plain(name), name]));

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

/** A carrier's name for a person, from a provider's word for it. */
export function carrierName(word: string | null): string | null {
  return word === null ? null : (asWritten.get(plain(word)) ?? word);
}
