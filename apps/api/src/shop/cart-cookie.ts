import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';

const name = 'daybook_cart';
const twoMonths = 60 * 24 * 60 * 60 * 1000;

/** Which cart a browser has. Its id is the shopper's secret: who knows it sees what is in it. */
@Injectable()
export class CartCookie {
  readonly #options: CookieOptions;

  constructor({ publicUrl }: Settings) {
    const secure = publicUrl.startsWith('https:');
    this.#options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: twoMonths };
  }

  /** Null also for what cannot be one of ours. */
  read(request: Request): string | null {
    const id = z.uuid().safeParse(parseCookie(request.headers.cookie ?? '')[name]);
    return id.success ? id.data : null;
  }

  keep(response: Response, cartId: string): void {
    response.cookie(name, cartId, this.#options);
  }
}
