import { setTimeout as pause } from 'node:timers/promises';
import { stripeSignature } from '../../support/stripe.js';
import type { Chance } from './chance.js';
import type { Ledger, Sending } from './ledger.js';

const whenNobodyListensMs = 50;

export interface SenderParts {
  chance: Chance;
  ledger: Ledger;
  /** Where the apis that are up are heard. */
  addresses: () => string[];
  /** Whether more checkouts are wanted; those under way are sent in any case. */
  wantsMore: () => boolean | Promise<boolean>;
  sideBySide?: number;
  /** Milliseconds in which an answer has to come, or counts as none. */
  answersWithin?: number;
}

/** Sends webhooks as Stripe does: side by side, to any api, and again until they are acknowledged. */
export class Sender {
  readonly #waiting: Sending[] = [];
  readonly answers = new Map<string, number>();
  #isEnding = false;
  #isAbandoned = false;

  constructor(private readonly parts: SenderParts) {}

  /** Sends until it is told to finish and everything is acknowledged. */
  async run(): Promise<void> {
    const { sideBySide = 12 } = this.parts;
    await Promise.all(Array.from({ length: sideBySide }, () => this.#lane()));
  }

  /** No more new checkouts; what is acknowledged is in part sent again. */
  finish(): void {
    this.#waiting.push(...this.parts.ledger.someAgain());
    this.#isEnding = true;
  }

  /** Leaves off, whatever is acknowledged: the test has failed already, or wants no more. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  async #lane(): Promise<void> {
    while (!this.#isAbandoned) {
      const sending = await this.#next();
      if (sending === 'end') return;
      if (sending === 'none') await pause(whenNobodyListensMs);
      else await this.#send(sending);
    }
  }

  async #next(): Promise<Sending | 'none' | 'end'> {
    if (this.parts.addresses().length === 0) return 'none';
    const waiting = this.#waiting.shift();
    if (waiting) return waiting;
    if (this.#isEnding) return 'end';
    if (!(await this.parts.wantsMore())) return 'none';
    this.#waiting.push(...this.parts.ledger.nextCheckout());
    return this.#waiting.shift() ?? 'none';
  }

  async #send(sending: Sending): Promise<void> {
    const { chance, answersWithin = 20_000 } = this.parts;
    const addresses = this.parts.addresses();
    const address = addresses[chance.between(0, addresses.length - 1)];
    const answer = address === undefined ? 'no answer' : await deliver(address, sending.body, answersWithin);
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    if (answer === '200') this.parts.ledger.acknowledge(sending);
    else this.#waiting.push(sending);
  }
}

/** The answer's status, or that none came. */
async function deliver(address: string, body: string, within: number): Promise<string> {
  try {
    const response = await fetch(`${address}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': stripeSignature(body) },
      body,
      signal: AbortSignal.timeout(within),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'no answer';
  }
}
