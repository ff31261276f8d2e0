/** A variant as its provider sells it. `price` is what a shopper pays, in the currency's minor unit. */
export interface ProviderVariant {
  /** The provider's id. */
  id: string;
  title: string;
  sku: string | null;
  price: number;
  currency: string;
  isAvailable: boolean;
}

/** A product as its provider lists it, with the variants that are for sale. */
export interface ProviderProduct {
  /** The provider's id. */
  id: string;
  title: string;
  /** Plain text. Paragraphs are separated by an empty line. */
  description: string;
  /** The best image first. `variantIds`: the variants it shows; empty means all of them. */
  images: { url: string; variantIds: string[] }[];
  tags: string[];
  /** Whether shoppers may see it. */
  isOffered: boolean;
  variants: ProviderVariant[];
}
