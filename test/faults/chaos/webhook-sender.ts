import { setTimeout as pause } from 'node:timers/promises';
import { stripeSignature } from '../../support/stripe.js';
import type { SeededRandom } from './seeded-random.js';
import type { Ledger, Sending } from './ledger.js';

const retryDelayMs = 50;

export interface WebhookSenderOptions {
  random: SeededRandom;
  ledger: Ledger;
  /** The addresses of the apis that are up. */
  addresses: () => string[];
  /** Whether to start more checkouts; those in progress are sent in any case. */
  wantsMore: () => boolean | Promise<boolean>;
  concurrency?: number;
  /** A response after this time counts as none. */
  answerTimeoutMs?: number;
}

/** Sends webhooks as Stripe does: concurrently, to any api, and again until they are acknowledged. */
export class WebhookSender {
  readonly #waiting: Sending[] = [];
  readonly answers = new Map<string, number>();
  #isEnding = false;
  #isAbandoned = false;

  constructor(private readonly options: WebhookSenderOptions) {}

  /** Sends until `finish` is called and everything is acknowledged. */
  async run(): Promise<void> {
    const { concurrency = 12 } = this.options;
    await Promise.all(Array.from({ length: concurrency }, () => this.#sendInTurn()));
  }

  /** Starts no more checkouts; sends some acknowledged webhooks again. */
  finish(): void {
    this.#waiting.push(...this.options.ledger.someAgain());
    this.#isEnding = true;
  }

  /** Stops at once, even if some webhooks are not acknowledged. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  async #sendInTurn(): Promise<void> {
    while (!this.#isAbandoned) {
      const sending = await this.#next();
      if (sending === 'end') return;
      if (sending === 'none') await pause(retryDelayMs);
      else await this.#send(sending);
    }
  }

  async #next(): Promise<Sending | 'none' | 'end'> {
    if (this.options.addresses().length === 0) return 'none';
    const waiting = this.#waiting.shift();
    if (waiting) return waiting;
    if (this.#isEnding) return 'end';
    if (!(await this.options.wantsMore())) return 'none';
    this.#waiting.push(...this.options.ledger.nextCheckout());
    return this.#waiting.shift() ?? 'none';
  }

  async #send(sending: Sending): Promise<void> {
    const { random, answerTimeoutMs = 20_000 } = this.options;
    const addresses = this.options.addresses();
    const address = addresses[random.between(0, addresses.length - 1)];
    const answer = address === undefined ? 'no answer' : await deliver(address, sending.body, answerTimeoutMs);
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    if (answer === '200') this.options.ledger.acknowledge(sending);
    else this.#waiting.push(sending);
  }
}

/** The response status, or `none`. */
async function deliver(address: string, body: string, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(`${address}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': stripeSignature(body) },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'no answer';
  }
}
