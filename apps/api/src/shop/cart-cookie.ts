import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';

const name = 'daybook_cart';
const twoMonths = 60 * 24 * 60 * 60 * 1000;

/** The browser's cart. Its id is a secret: anyone who knows it sees the cart. */
@Injectable()
export class CartCookie {
  readonly #options: CookieOptions;

  constructor({ publicUrl }: Settings) {
    const secure = publicUrl.startsWith('https:');
    this.#options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: twoMonths };
  }

  /** Null also for a malformed value. */
  read(request: Request): string | null {
    const id = z.uuid().safeParse(parseCookie(request.headers.cookie ?? '')[name]);
    return id.success ? id.data : null;
  }

  set(response: Response, cartId: string): void {
    response.cookie(name, cartId, this.#options);
  }
}
