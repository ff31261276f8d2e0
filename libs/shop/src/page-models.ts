import type { ProductSort } from '@daybook/catalog';

// What each page shows, ready to render: amounts are formatted and addresses complete.

export interface Link {
  text: string;
  href: string;
}

export interface Head {
  title: string;
  description: string;
  /** Null: the page is `noindex`. */
  canonical: string | null;
  imageUrl: string | null;
}

/** The head of a `noindex` page. */
export const noindexHead = (title: string): Head => ({ title, description: '', canonical: null, imageUrl: null });

/** The header and footer of every page. */
export interface PageLayout {
  shop: string;
  /** BCP 47. */
  language: string;
  collections: Link[];
  pages: Link[];
}

export interface ProductCardView {
  title: string;
  href: string;
  imageUrl: string | null;
  /** Null: it has no variants. */
  price: string | null;
  isSoldOut: boolean;
}

export interface HomePage {
  head: Head;
  products: ProductCardView[];
}

export interface CollectionsPage {
  head: Head;
  collections: { name: string; href: string; productCount: string; imageUrl: string | null }[];
}

export interface CollectionPage {
  head: Head;
  name: string;
  total: string;
  products: ProductCardView[];
  sorts: { sort: ProductSort; text: string; href: string; isCurrent: boolean }[];
  paging: { text: string; previous: string | null; next: string | null } | null;
}

interface VariantView {
  id: string;
  title: string;
  price: string;
  /** Why it cannot be chosen; null when it can. */
  issue: string | null;
  isChosen: boolean;
}

export interface ProductPage {
  head: Head;
  title: string;
  price: string | null;
  /** Why nothing of it can be bought; null when something can. */
  issue: 'sold_out' | 'not_payable' | null;
  paragraphs: string[];
  images: { url: string; alt: string }[];
  variants: VariantView[];
  /** A few are radio buttons, many a select. */
  chooseBy: 'none' | 'radios' | 'select';
  collection: Link | null;
  maxQuantity: number;
  /** schema.org, safe inside a `<script>`. */
  data: string;
}

export interface TextPage {
  head: Head;
  title: string;
  /** Rendered from Markdown; HTML in it is escaped. */
  html: string;
}

export interface CartLineView {
  variantId: string;
  title: string;
  variant: string | null;
  /** Title and variant. */
  name: string;
  /** Null: the product is no longer visible. */
  href: string | null;
  imageUrl: string | null;
  unitPrice: string;
  quantity: number;
  /** Null: it cannot be bought. */
  total: string | null;
  /** How its price has changed since it was added. */
  change: string | null;
  issue: string | null;
}

export interface CartPage {
  head: Head;
  lines: CartLineView[];
  notice: string | null;
  subtotal: string;
  delivery: string;
  canCheckOut: boolean;
  maxQuantity: number;
}

export interface CheckoutPage {
  head: Head;
  lines: CartLineView[];
  delivery: string;
  total: string;
  /** Sent back with the form: the total that the shopper saw. */
  agreedTotal: string;
  email: string;
  problem: string | null;
  emailProblem: string | null;
  /** The address of the privacy page, if the owner has one. */
  privacy: string | null;
}
