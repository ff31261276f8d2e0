import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Settings } from '@daybook/config';
import { Injectable, Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { problem } from '../problem/problem.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Protects sessions from requests that other sites make browsers send. */
@Injectable()
export class SameOrigin {
  readonly #logger = new Logger('SameOrigin');
  readonly #publicUrl: string;
  readonly #isBehindProxy: boolean;

  constructor(settings: Settings) {
    this.#publicUrl = settings.publicUrl;
    this.#isBehindProxy = Boolean(settings.trustProxy);
  }

  /** Express middleware that refuses unsafe methods from other sites. */
  readonly middleware: RequestHandler = (request, _response, next) => {
    if (safeMethods.has(request.method) || this.allows(request)) {
      next();
      return;
    }
    const from = request.headers.origin ?? request.headers.referer ?? 'another site';
    this.#logger.warn(`Refused a ${request.method} from ${JSON.stringify(from)}: PUBLIC_URL is ${this.#publicUrl}.`);
    const hint = `This shop is served at ${this.#publicUrl}.`;
    next(problem(403, `The request was refused because it came from another site. ${hint}`));
  };

  /** Whether a request may use its session. One without browser headers may: only browsers add cookies by themselves. */
  allows(request: IncomingMessage): boolean {
    const { origin, referer, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined) return this.#isOwn(origin, request);
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    return referer === undefined || this.#isOwn(referer, request);
  }

  #isOwn(address: string, request: IncomingMessage): boolean {
    const origin = originOf(address);
    if (origin === null) return false;
    if (origin === originOf(this.#publicUrl)) return true;
    // Without a proxy, any address that reaches this server is the shop's too: 127.0.0.1, or its name in the local network.
    const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
    return !this.#isBehindProxy && origin === originOf(`${scheme}://${request.headers.host ?? ''}`);
  }
}

function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url && url.origin !== 'null' ? url.origin : null;
}
