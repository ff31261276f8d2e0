import type { ProductSort } from '@daybook/catalog';

/** What each page shows, ready to print: amounts are already words, and addresses whole. */
export interface Link {
  words: string;
  address: string;
}

/** What search engines and other sites are told of a page. */
export interface Head {
  title: string;
  description: string;
  /** Null: a page that nobody should find elsewhere. */
  canonical: string | null;
  imageUrl: string | null;
}

/** A head for what is nobody's to find but whom it is for. */
export const privateHead = (title: string): Head => ({ title, description: '', canonical: null, imageUrl: null });

/** What stands around every page. */
export interface Frame {
  shop: string;
  /** BCP 47. */
  language: string;
  collections: Link[];
  pages: Link[];
}

export interface CardView {
  title: string;
  address: string;
  imageUrl: string | null;
  /** Null: nothing of it can be bought, or ever could. */
  price: string | null;
  isSoldOut: boolean;
}

export interface HomePage {
  head: Head;
  products: CardView[];
}

export interface CollectionsPage {
  head: Head;
  collections: { name: string; address: string; products: string; imageUrl: string | null }[];
}

export interface CollectionPage {
  head: Head;
  name: string;
  total: string;
  products: CardView[];
  sorts: { sort: ProductSort; words: string; address: string; isCurrent: boolean }[];
  paging: { words: string; previous: string | null; next: string | null } | null;
}

interface VariantView {
  id: string;
  title: string;
  price: string;
  /** Why it cannot be chosen; null when it can. */
  trouble: string | null;
  isChosen: boolean;
}

export interface ProductPage {
  head: Head;
  title: string;
  price: string | null;
  /** Why nothing of it can be bought; null when something can. */
  trouble: 'sold_out' | 'not_payable' | null;
  paragraphs: string[];
  images: { url: string; alt: string }[];
  variants: VariantView[];
  /** Few are shown side by side, many in a list that opens. */
  chooseBy: 'none' | 'radios' | 'select';
  collection: Link | null;
  mostAtOnce: number;
  /** schema.org, safe inside a `<script>`. */
  data: string;
}

export interface TextPage {
  head: Head;
  title: string;
  /** From Markdown, with nothing in it that the owner did not mean as text. */
  html: string;
}

export interface CartLineView {
  variantId: string;
  title: string;
  variant: string | null;
  /** Both together. */
  name: string;
  /** Null: it can no longer be seen. */
  address: string | null;
  imageUrl: string | null;
  unitPrice: string;
  quantity: number;
  /** Null: it cannot be bought. */
  total: string | null;
  /** What became of its price since it was put in. */
  change: string | null;
  trouble: string | null;
}

export interface CartPage {
  head: Head;
  lines: CartLineView[];
  notice: string | null;
  subtotal: string;
  delivery: string;
  canCheckOut: boolean;
  mostAtOnce: number;
}

export interface CheckoutPage {
  head: Head;
  lines: CartLineView[];
  delivery: string;
  total: string;
  /** Sent back with the form: what was agreed to. */
  seen: string;
  email: string;
  problem: string | null;
  emailProblem: string | null;
  /** The page about privacy, while the owner has one. */
  privacy: string | null;
}
