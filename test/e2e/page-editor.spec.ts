import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const shop = useBrowserShop({});

describe.each([
  ['wide', { viewport: { width: 1_200, height: 860 } }],
  ['phone', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const }],
])('the owner on a screen (%s)', (kind, options) => {
  it('writes a page, previews it, and finds it in the shop', async () => {
    const { context, page, pageErrors } = await shop.signedIn('/pages', options);
    const checkPage = async (name: string) => {
      if (pictures) await page.screenshot({ path: join(pictures, `console-${name}-${kind}.png`), fullPage: true });
      expect([name, await axeViolations(page)]).toEqual([name, []]);
    };
    await page.getByRole('link', { name: 'Delivery and returns' }).waitFor();
    await checkPage('pages');

    await page.getByRole('link', { name: 'New page' }).click();
    await page.getByLabel('Title').fill(`Size guide ${kind}`);
    await page.getByLabel('Text').fill('## Shirts\n\nThey run **small**.');
    await page.getByRole('heading', { name: 'Shirts' }).waitFor();
    await checkPage('page-editor');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: `Size guide ${kind}` }).waitFor();

    const visitor = await context.newPage();
    await visitor.goto(`${shop.url}/pages/size-guide-${kind}`);
    expect(await visitor.locator('article').innerText()).toContain('They run small.');
    expect(pageErrors).toEqual([]);
    await context.close();
  });
});
