import { Settings } from '@daybook/config';
import { isolate } from '@daybook/contract';
import {
  Storefront,
  type CartPage,
  type CheckoutPage,
  type CollectionPage,
  type CollectionsPage,
  type PageLayout,
  type Head,
  type HomePage,
  type Link,
  type ProductPage,
  type TextPage,
} from '@daybook/shop';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import { pageSecurityPolicy } from './page-policy.js';
import { stylesheet, viewsFolder } from './shop-files.js';

export interface MessagePage {
  head: Head;
  title: string;
  paragraphs: string[];
  link: Link | null;
  refresh?: { seconds: number; href: string };
}

interface UnsubscribePage {
  head: Head;
  title: string;
  email: string;
}

export interface ShopViews {
  home: HomePage;
  collections: CollectionsPage;
  collection: CollectionPage;
  product: ProductPage;
  text: TextPage;
  message: MessagePage;
  cart: CartPage;
  checkout: CheckoutPage;
  unsubscribe: UnsubscribePage;
}

export interface SendOptions {
  status?: number;
  cache?: string;
  contentSecurityPolicy?: string;
  /** Given where it must not be read, such as while the database is unavailable. */
  layout?: PageLayout;
}

@Injectable()
export class ShopTemplates {
  readonly #eta = new Eta({ views: viewsFolder, cache: true, autoEscape: true });

  constructor(
    private readonly storefront: Storefront,
    private readonly settings: Settings,
  ) {}

  async send<View extends keyof ShopViews>(
    response: Response,
    view: View,
    model: ShopViews[View],
    {
      status = 200,
      cache = 'no-store',
      contentSecurityPolicy = pageSecurityPolicy(this.settings),
      layout,
    }: SendOptions = {},
  ): Promise<void> {
    const common = { view, stylesheet: stylesheet.path, current: pathOf(response.req), isolate };
    const html = this.#eta.render(view, { ...common, ...model, layout: layout ?? (await this.storefront.layout()) });
    response
      .status(status)
      .set('Content-Security-Policy', contentSecurityPolicy)
      .set('Cache-Control', cache)
      .type('html')
      .send(html);
  }
}

function pathOf({ path }: Request): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
