import type { WebhookSourceName } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import type { WebhookSource } from './webhook-source.js';

/** The sources that exist: each library registers its own when it starts. */
@Injectable()
export class WebhookSources {
  readonly #sources = new Map<string, WebhookSource>();

  register(source: WebhookSource): void {
    this.#sources.set(source.name, source);
  }

  find(name: string): WebhookSource | undefined {
    return this.#sources.get(name);
  }

  get all(): WebhookSource[] {
    return [...this.#sources.values()];
  }

  /** Throws when no library has registered it: a stored webhook of a source this version does not know. */
  get(name: WebhookSourceName): WebhookSource {
    const source = this.#sources.get(name);
    if (!source) throw new Error(`No part of Daybook handles webhooks of ${name}`);
    return source;
  }
}
