import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The account that browser tests sign in with. */
export const owner = { email: 'owner@example.com', password: 'correct-horse-battery-staple' };

export interface ConsoleBrowser {
  context: BrowserContext;
  page: Page;
  /** Errors the page has logged or thrown. */
  pageErrors: string[];
}

/** Opens a fresh browser context, signed in, at an address of the console. */
export async function signedInOn(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<ConsoleBrowser> {
  const viewport = { width: 1_200, height: 860 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => {
    const isExpected = message.text().includes('401');
    if (message.type() === 'error' && !isExpected) pageErrors.push(message.text());
  });
  await page.goto(address);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).first().waitFor();
  // While the pointer is over a list, new rows wait behind its pill.
  await page.mouse.move(0, 0);
  return { context, page, pageErrors };
}

export async function axeViolations(page: Page): Promise<string[]> {
  // The pages’ content security policy refuses a script tag.
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run({ rules: { 'target-size': { enabled: true } } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
