import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Settings } from '@daybook/config';
import { Injectable, Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { problem } from '../problem/problem.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Tells whether a request comes from this shop's own pages, from another site, or from no browser at all. */
@Injectable()
export class SameOrigin {
  readonly #logger = new Logger('SameOrigin');
  readonly #publicUrl: string;
  readonly #behindProxy: boolean;

  constructor(settings: Settings) {
    this.#publicUrl = settings.publicUrl;
    this.#behindProxy = Boolean(settings.trustProxy);
  }

  /** Express middleware: refuses unsafe methods from other sites. */
  readonly middleware: RequestHandler = (request, _response, next) => {
    if (safe.has(request.method) || this.allows(request)) {
      next();
      return;
    }
    const from = request.headers.origin ?? request.headers.referer ?? 'another site';
    this.#logger.warn(`Refused a ${request.method} from ${JSON.stringify(from)}: PUBLIC_URL is ${this.#publicUrl}.`);
    const served = `This shop is served at ${this.#publicUrl}.`;
    next(problem(403, `The request came from another site, so it was refused. ${served}`));
  };

  /** Whether a request may act for the session it carries. One that no browser sent may: only browsers add cookies by themselves. */
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
    // Without a proxy, the address it was sent to is the shop's too: 127.0.0.1, or the machine's name in the house.
    const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
    return !this.#behindProxy && origin === originOf(`${scheme}://${request.headers.host ?? ''}`);
  }
}

function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url && url.origin !== 'null' ? url.origin : null;
}
