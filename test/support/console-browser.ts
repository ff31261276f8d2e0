import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The account that the browser's tests sign in with. */
export const owner = { email: 'owner@example.com', password: 'correct-horse-battery-staple' };

export interface ConsoleBrowser {
  context: BrowserContext;
  page: Page;
  /** What went wrong in it. */
  troubles: string[];
}

/** A browser of its own, signed in, on that page of the console. */
export async function signedInOn(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<ConsoleBrowser> {
  const viewport = { width: 1_200, height: 860 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    const isExpected = message.text().includes('401');
    if (message.type() === 'error' && !isExpected) troubles.push(message.text());
  });
  await page.goto(address);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).first().waitFor();
  // A hand on a list makes what is new wait behind its pill.
  await page.mouse.move(0, 0);
  return { context, page, troubles };
}

export async function axeViolations(page: Page): Promise<string[]> {
  // Not by a script tag, which the pages' policy refuses.
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
