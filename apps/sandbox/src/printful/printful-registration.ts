import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { KeptState } from '../kept/kept-state.js';

interface PrintfulEvent {
  type: string;
  /** Null: the registration's own. */
  url: string | null;
}

export interface PrintfulConfiguration {
  defaultUrl: string | null;
  /** ISO 8601; null: never. */
  expiresAt: string | null;
  events: PrintfulEvent[];
  /** Hexadecimal, as it is shown once. */
  secretKey: string;
  publicKey: string;
}

/** The one webhook configuration a store has: a new one takes the old one's place, secret and all. Kept over a restart. */
@Injectable()
export class PrintfulRegistration {
  private configuration: PrintfulConfiguration | null = null;

  constructor(private readonly state: KeptState) {
    state.keep<PrintfulConfiguration | null>('printful-webhooks', {
      save: () => this.configuration,
      restore: (configuration) => (this.configuration = configuration),
    });
  }

  /** Also one that has expired. */
  latest(): PrintfulConfiguration | null {
    return this.configuration;
  }

  inForce(): PrintfulConfiguration | null {
    const { configuration } = this;
    const expires = configuration?.expiresAt ?? null;
    return expires !== null && Date.parse(expires) <= Date.now() ? null : configuration;
  }

  replace(wanted: Pick<PrintfulConfiguration, 'defaultUrl' | 'expiresAt' | 'events'>): PrintfulConfiguration {
    this.configuration = {
      ...wanted,
      secretKey: randomBytes(64).toString('hex'),
      publicKey: randomBytes(9).toString('base64'),
    };
    this.state.changed();
    return this.configuration;
  }

  remove(): void {
    this.configuration = null;
    this.state.changed();
  }
}
