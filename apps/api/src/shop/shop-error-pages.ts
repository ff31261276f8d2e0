import { Settings } from '@daybook/config';
import { noindexHead, Storefront, type PageLayout } from '@daybook/shop';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ErrorPages } from '../problem/problem.filter.js';
import type { ProblemException } from '../problem/problem.js';
import { ShopTemplates } from './shop-templates.js';

/** The paths of machines and the console; every other path is the shop's. */
const otherPaths = /^\/(api|admin|webhooks|health|metrics|socket\.io)(\/|$)/i;

const titles: Record<number, string> = {
  403: 'Request from another site',
  404: 'Not found',
  429: 'One moment, please',
  503: 'Unavailable',
};

@Injectable()
export class ShopErrorPages implements ErrorPages {
  constructor(
    private readonly storefront: Storefront,
    private readonly templates: ShopTemplates,
    private readonly settings: Settings,
  ) {}

  isFor(request: Request): boolean {
    return !otherPaths.test(request.path) && Boolean(request.accepts('html'));
  }

  async send(_request: Request, response: Response, { problem }: ProblemException): Promise<void> {
    const { status, detail } = problem;
    const title = titles[status] ?? (status >= 500 ? 'Something went wrong' : 'That did not work');
    // while the database is unavailable the layout does not wait for it
    const layout = status === 503 ? this.bareLayout() : await this.storefront.layout().catch(() => this.bareLayout());
    const page = {
      head: noindexHead(title),
      title,
      paragraphs: [detail],
      link: { text: 'Go to the shop', href: '/' },
    };
    await this.templates.send(response, 'message', page, { status, layout });
  }

  /** While the database is unavailable. */
  private bareLayout(): PageLayout {
    const { name, locale } = this.settings.shop;
    return { shop: name, language: locale, collections: [], pages: [] };
  }
}
