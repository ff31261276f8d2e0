/** What each page shows, ready to print: amounts, times and names are already words. */
export interface PageModels {
  'place-order': PlaceOrderPage;
  pay: PayPage;
  receipt: ReceiptPage;
  webhooks: WebhooksPage;
  problem: { title: string; detail: string };
}

export interface PlaceOrderPage {
  products: { slug: string; name: string; variant: string; provider: string; price: string; quantity: number }[];
  shipping: string;
  defaultTotal: string;
  problem: string | null;
}

export interface BasketView {
  lines: { name: string; detail: string | null; quantity: number; amount: string }[];
  shipping: string | null;
  total: string;
}

export interface PayPage {
  sessionId: string;
  basket: BasketView;
  values: Record<string, string>;
  errors: Record<string, string>;
  emailIsFixed: boolean;
  asks: { phone: boolean; shipping: boolean };
  offers: { card: boolean; delayed: boolean };
  countries: { code: string; name: string }[];
  waits: { seconds: number; words: string }[];
  cancelUrl: string;
}

export type Tone = 'info' | 'warning' | 'error';

export interface EventView {
  id: string;
  type: string;
  sessionId: string;
  happened: MomentView;
  state: { words: string; tone: Tone };
  nextAttempt: MomentView | null;
  body: string;
  deliveries: {
    at: MomentView;
    kind: string;
    outcome: string;
    tone: Tone;
    answer: string;
  }[];
}

export interface MomentView {
  iso: string;
  words: string;
}

export interface ReceiptPage {
  title: string;
  words: string;
  tone: Tone;
  sessionId: string;
  basket: BasketView;
  events: EventView[];
  back: { url: string; words: string } | null;
  /** While something is still to come the page asks again by itself. */
  refreshSeconds: number | null;
}

export interface WebhooksPage {
  events: EventView[];
  openEvent: string | null;
  deliversTo: string;
  rehearsals: { good: RehearsalButton[]; hostile: RehearsalButton[] };
}

export interface RehearsalButton {
  name: string;
  words: string;
}
