/** A variant as it is for sale. `price` in the currency's minor unit. */
export interface ListedVariant {
  /** Its provider's. */
  id: string;
  title: string;
  sku: string | null;
  price: number;
  currency: string;
  isAvailable: boolean;
}

/** A product as it is to stand in the catalogue. */
export interface ListedProduct {
  /** Its provider's. */
  id: string;
  title: string;
  /** Plain text. */
  description: string;
  images: { url: string; variantIds: string[] }[];
  tags: string[];
  isOffered: boolean;
  variants: ListedVariant[];
}
