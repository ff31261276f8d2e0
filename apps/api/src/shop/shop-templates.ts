import { Settings } from '@daybook/config';
import {
  Storefront,
  type CartPage,
  type CheckoutPage,
  type CollectionPage,
  type CollectionsPage,
  type Frame,
  type Head,
  type HomePage,
  type Link,
  type ProductPage,
  type TextPage,
} from '@daybook/shop';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import { stylesheet } from './shop-files.js';
import { pagePolicy } from './page-policy.js';
import { viewsFolder } from './shop-folders.js';

/** A page of a few sentences. */
export interface MessagePage {
  head: Head;
  title: string;
  words: string[];
  link: Link | null;
  /** The page asks again by itself. */
  refresh?: { seconds: number; address: string };
}

/** Asks before it does. */
interface UnsubscribePage {
  head: Head;
  title: string;
  email: string;
}

/** Which templates there are, and what each is given. */
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

export interface Sending {
  status?: number;
  cache?: string;
  policy?: string;
  /** Where it is not to be asked for, such as when the database is away. */
  frame?: Frame;
}

/** Writes the shop's pages, each within what stands around all of them. */
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
    { status = 200, cache = 'no-store', policy = pagePolicy(this.settings), frame }: Sending = {},
  ): Promise<void> {
    const around = { view, stylesheet: stylesheet.address, current: pathOf(response.req) };
    const html = this.#eta.render(view, { ...around, ...model, frame: frame ?? (await this.storefront.frame()) });
    response.status(status).set('Content-Security-Policy', policy).set('Cache-Control', cache).type('html').send(html);
  }
}

/** As links write it. */
function pathOf({ path }: Request): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
