/** Carriers as people write them. Providers write them in any case ("usps", "FEDEX"). */
const names = ['USPS', 'UPS', 'FedEx', 'DHL', 'DPD', 'GLS', 'TNT', 'Royal Mail', 'Evri', 'Hermes', 'Yodel'];
const nameByKey = new Map(names.map((name) => [toKey(name), name]));

function toKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

/** A carrier's usual name; an unknown one stays as the provider writes it. */
export function carrierName(word: string | null): string | null {
  return word === null ? null : (nameByKey.get(toKey(word)) ?? word);
}
