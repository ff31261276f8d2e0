import { Settings } from '@daybook/config';
import { privateHead, Storefront, type Frame } from '@daybook/shop';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ErrorPages } from '../problem/problem.filter.js';
import type { ProblemException } from '../problem/problem.js';
import { ShopTemplates } from './shop-templates.js';

/** What belongs to machines and to the console; every other address is the shop's. */
const notOfTheShop = /^\/(api|admin|webhooks|health|metrics|socket\.io)(\/|$)/i;

const titles: Record<number, string> = {
  403: 'That came from another site',
  404: 'Not found',
  503: 'Not just now',
};

/** Errors as the shop's shoppers see them. */
@Injectable()
export class ShopErrorPages implements ErrorPages {
  constructor(
    private readonly storefront: Storefront,
    private readonly templates: ShopTemplates,
    private readonly settings: Settings,
  ) {}

  isFor(request: Request): boolean {
    return !notOfTheShop.test(request.path) && Boolean(request.accepts('html'));
  }

  async send(_request: Request, response: Response, { problem }: ProblemException): Promise<void> {
    const { status, detail } = problem;
    const title = titles[status] ?? (status >= 500 ? 'Something went wrong' : 'That did not work');
    // while the database is away nobody is kept waiting for it a second time
    const frame = status === 503 ? this.bareFrame() : await this.storefront.frame().catch(() => this.bareFrame());
    const page = {
      head: privateHead(title),
      title,
      words: [detail],
      link: { words: 'Go to the shop’s first page', address: '/' },
    };
    await this.templates.send(response, 'message', page, { status, frame });
  }

  /** While nothing can be asked for. */
  private bareFrame(): Frame {
    const { name, locale } = this.settings.shop;
    return { shop: name, language: locale, collections: [], pages: [] };
  }
}
