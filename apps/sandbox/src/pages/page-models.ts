/** What each page shows, ready to print: amounts, times and names are already words. */
export interface PageModels {
  'place-order': PlaceOrderPage;
  pay: PayPage;
  receipt: ReceiptPage;
  webhooks: WebhooksPage;
  payments: PaymentsPage;
  providers: ProvidersPage;
  products: ProductsPage;
  mails: MailsPage;
  mail: MailPage;
  problem: { title: string; detail: string };
}

interface PlaceOrderPage {
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

interface PayPage {
  sessionId: string;
  basket: BasketView;
  values: Record<string, string>;
  errors: Record<string, string>;
  emailIsFixed: boolean;
  /** `promotions`: whether the shop may write. */
  asks: { phone: boolean; shipping: boolean; promotions: boolean };
  offers: { card: boolean; delayed: boolean };
  countries: { code: string; name: string }[];
  waits: { seconds: number; words: string }[];
  cancelUrl: string;
  /** In words. */
  expiresAt: string;
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

interface WebhooksPage {
  events: EventView[];
  openEvent: string | null;
  deliversTo: string;
  rehearsals: { good: RehearsalButton[]; hostile: RehearsalButton[] };
}

interface RehearsalButton {
  name: string;
  words: string;
}

interface MailLine {
  id: string;
  from: string;
  to: string;
  subject: string;
  received: MomentView;
}

interface MailsPage {
  mails: MailLine[];
  moods: { name: string; words: string; isNow: boolean }[];
  /** What is the matter with it, as a sentence. */
  trouble: string | null;
  recipient: string;
  address: string;
}

interface MailPage extends MailLine {
  envelope: { from: string; to: string };
  hasHtml: boolean;
  text: string | null;
  headers: { name: string; value: string }[];
  attachments: { name: string; bytes: number }[];
  width: 'phone' | 'wide';
  services: { name: string; words: string }[];
  kinds: { name: string; words: string }[];
  /** What Daybook was told of it, oldest first. */
  told: { kind: string; isGood: boolean; outcome: string; at: MomentView }[];
}

export interface RefundView {
  id: string;
  amount: string;
  at: MomentView;
  state: { words: string; tone: Tone };
  canFail: boolean;
}

export interface PaymentView {
  id: string;
  sessionId: string;
  amount: string;
  email: string;
  paid: MomentView;
  refunded: string | null;
  /** To be typed over; null when all of it went back. */
  left: string | null;
  refunds: RefundView[];
}

interface PaymentsPage {
  problem: string | null;
  payments: PaymentView[];
}

export interface ProviderOrderView {
  id: string;
  label: string;
  provider: string;
  state: { words: string; tone: Tone };
  /** In the provider's own words. */
  status: string;
  reason: string | null;
  lines: string[];
  parcels: string[];
  created: MomentView;
  nextStep: MomentView | null;
  actions: { name: string; words: string }[];
  webhooks: { type: string; at: MomentView; outcome: string; tone: Tone; body: string }[];
}

interface ProvidersPage {
  orders: ProviderOrderView[];
  openOrder: string | null;
  faults: { id: string; words: string }[];
  faultKinds: { name: string; words: string }[];
  manners: { twice: boolean; late: boolean; reorder: boolean; lateSeconds: number };
  life: { goesByItself: boolean; stepSeconds: number };
  /** Until when Printify sends nothing. */
  silences: MomentView[];
  /** While orders go on by themselves the page asks again by itself. */
  refreshSeconds: number | null;
}

interface ProductsPage {
  providers: {
    name: string;
    words: string;
    count: number;
    /** The first and the last ones. */
    products: { title: string; price: string; picture: string; isAvailable: boolean }[];
    left: number;
  }[];
}
