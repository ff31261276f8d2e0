import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { aCollection, aProduct } from '../support/a-catalogue.js';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const phone = { width: 390, height: 780 };
const wide = { width: 1_280, height: 900 };

const shop = useBrowserShop({
  programs: ['worker', 'sandbox'],
  settings: {
    SHOP_NAME: 'Saltmarsh Studio',
    SHIPPING_PRICE: '400',
    SHIPPING_COUNTRIES: 'GB',
    SANDBOX_SERVICES: 'stripe',
  },
  prepare: (_, pool) => fillTheShop(pool),
});

async function fillTheShop(into: pg.Pool): Promise<void> {
  const catalogue = {
    rows: async <T>(text: string, values?: unknown[]) => (await into.query(text, values)).rows as T[],
  };
  await aCollection(catalogue, { slug: 'shirts', name: 'Shirts' });
  await aCollection(catalogue, { slug: 'for-the-kitchen', name: 'For the kitchen' });
  const names = [
    'Heavyweight tee',
    'Estuary print tee',
    'Donaudampfschifffahrtselektrizitätenhaupttee',
    'Tide sweatshirt',
  ];
  for (let count = 0; count < 26; count += 1) {
    const title = names[count % names.length] ?? '';
    await aProduct(catalogue, {
      slug: `shirt-${count}`,
      title: count < names.length ? title : `${title} no. ${count}`,
      description: 'Heavy cotton, printed by hand in small runs.\n\nWash it inside out, and not too hot.',
      images: Array.from({ length: 5 }, (_, at) => `https://images.example/${count}-${at}.svg`),
      insertedAt: new Date(Date.UTC(2026, 9, 30 - count)),
      collections: ['shirts'],
      variants: ['S', 'M', 'L'].map((size, at) => ({
        title: `${size} / Black`,
        price: 2_400 + count * 50,
        isAvailable: at > 0 && count !== 1,
      })),
    });
  }
  await aProduct(catalogue, {
    slug: 'enamel-mug',
    title: 'Enamel mug',
    images: ['https://images.example/mug.svg'],
    variants: [{ title: '', price: 1_500 }],
    collections: ['for-the-kitchen'],
    insertedAt: new Date(Date.UTC(2026, 10, 1)),
  });
}

/** Serves product images in place of a provider. */
async function servePictures(context: BrowserContext): Promise<void> {
  await context.route('https://images.example/**', (route) => {
    const hue = (Number(/(\d+)/.exec(route.request().url())?.[1] ?? 200) * 37) % 360;
    const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="hsl(${hue} 22% 80%)"/><path d="M3 2l-2 2 1 1v3.5h6V5l1-1-2-2a2 2 0 01-4 0z" fill="hsl(${hue} 30% 45%)"/></svg>`;
    return route.fulfill({ contentType: 'image/svg+xml', body });
  });
}

async function aBrowser(options: BrowserContextOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await shop.browser.newContext({ viewport: phone, reducedMotion: 'reduce', ...options });
  await servePictures(context);
  return { context, page: await context.newPage() };
}

const draw = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: join(pictures, `shop-${name}.png`), fullPage: true });
};

/** Presses Tab until the focused element has that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const words = `${(await focused.textContent()) ?? ''} ${(await focused.getAttribute('name')) ?? ''}`;
    if (words.replaceAll(/\s+/g, ' ').includes(name)) return;
  }
  throw new Error(`The keyboard never comes to ${name}.`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();

describe('a shopper on a phone, without JavaScript, by keyboard', () => {
  it('walks from the home page through collection, product and cart to payment and the thank-you page', async () => {
    const { context, page } = await aBrowser({ javaScriptEnabled: false });
    await page.goto(shop.url);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to content');
    await press(page, 'Shirts');
    expect(await heading(page)).toBe('Shirts');
    await press(page, 'Next page');
    await press(page, 'Previous page');
    await press(page, 'Heavyweight tee');
    expect(await heading(page)).toBe('Heavyweight tee');

    await tabTo(page, 'variant');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'quantity');
    await page.keyboard.type('2');
    await press(page, 'Add to cart');
    expect(await heading(page)).toBe('Your cart');
    expect(await page.locator('.line').innerText()).toContain('L / Black');

    await tabTo(page, 'quantity');
    await page.keyboard.type('3');
    await press(page, 'Update');
    expect(await page.locator('.sum strong').innerText()).toBe('£72.00');
    await press(page, 'Go to checkout');

    await tabTo(page, 'email');
    await page.keyboard.type('ada@example.com');
    await press(page, 'Continue to payment');
    expect(page.url()).toMatch(/\/pay\/cs_test_/);
    expect(await heading(page)).toBe('Pay £76.00');

    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: /by card/ }).press('Enter')]);
    await page.goto(`${shop.url}/checkout/thank-you?session_id=${/cs_test_\w+/.exec(page.url())?.[0] ?? ''}`);
    await page.getByText(/^Your order number is SS-\d{6}-0001\.$/).waitFor();
    await page.goto(`${shop.url}/cart`);
    expect(await page.locator('.lead').innerText()).toBe('Your cart is empty.');
    await context.close();
  }, 120_000);
});

describe.each([
  ['phone', { viewport: phone }],
  ['wide', { viewport: wide }],
  ['phone-dark', { viewport: phone, colorScheme: 'dark' as const }],
  ['wide-dark', { viewport: wide, colorScheme: 'dark' as const }],
])('the shop on a screen (%s)', (kind, options) => {
  it('is accessible, fits the viewport, and loads nothing its policy forbids', async () => {
    const { context, page } = await aBrowser(options);
    const pageErrors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) pageErrors.push(message.text());
    });
    const checkPage = async (name: string) => {
      await draw(page, `${name}-${kind}`);
      expect([name, await axeViolations(page)]).toEqual([name, []]);
      const reaches = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, reaches]).toEqual([name, options.viewport.width]);
    };
    for (const [name, path] of [
      ['home', '/'],
      ['collections', '/collections'],
      ['collection', '/collections/shirts'],
      ['product', '/products/shirt-0'],
      ['product-sold-out', '/products/shirt-1'],
      ['long-name', '/products/shirt-2'],
      ['product-plain', '/products/enamel-mug'],
      ['page', '/pages/delivery-and-returns'],
      ['empty-cart', '/cart'],
      ['not-found', '/nothing'],
    ] as const) {
      await page.goto(shop.url + path);
      await checkPage(name);
    }
    for (const slug of ['shirt-0', 'shirt-2', 'enamel-mug']) {
      await page.goto(`${shop.url}/products/${slug}`);
      await page.getByRole('button', { name: 'Add to cart' }).click();
      await page.waitForURL('**/cart');
    }
    const stock = (isAvailable: boolean) =>
      shop.rows(`update variant set is_available = $1, price = price + $2 where title = ''`, [
        isAvailable,
        isAvailable ? -100 : 100,
      ]);
    await stock(false);
    await page.goto(`${shop.url}/cart`);
    await checkPage('cart-sold-out');
    await stock(true);
    await page.goto(`${shop.url}/cart`);
    await checkPage('cart');
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.waitForURL('**/checkout');
    await checkPage('checkout');
    await page.goto(`${shop.url}/checkout/thank-you?session_id=cs_test_nobody1234&attempt=40`);
    await checkPage('thank-you');
    expect(pageErrors).toEqual([]);
    await context.close();
  }, 180_000);
});
