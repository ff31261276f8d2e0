import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { aCartSession } from '../support/a-cart-session.js';
import { useBrowserShop } from '../support/browser-shop.js';
import { axeViolations } from '../support/console-browser.js';
import { stripeSignature } from '../support/stripe.js';
import { waitFor } from '../support/wait-for.js';

/** The folder for screenshots that a person reviews; without it none are taken. */
const pictures = process.env['DAYBOOK_PICTURES'];

const shop = useBrowserShop({ programs: ['worker'] });

async function postWebhook(body: string): Promise<void> {
  const headers = { 'stripe-signature': stripeSignature(body) };
  expect((await fetch(`${shop.url}/webhooks/stripe`, { method: 'POST', headers, body })).status).toBe(200);
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
async function left(email: string, minutes: number, hasConsent = true): Promise<string> {
  const session = aCartSession({ opened: minutesAgo(minutes + 30), email, hasConsent });
  await postWebhook(session.expired(minutesAgo(minutes)));
  return session.id;
}
const known = (carts: number) =>
  waitFor(async () => (await shop.rows('select 1 from abandoned_cart')).length === carts);

it('the carts page shows an abandoned cart, its mail and its recovery live, on a screen and on a phone', async () => {
  const { page, context, pageErrors } = await shop.signedIn('/carts');
  await page.getByRole('heading', { name: 'No carts have been abandoned' }).waitFor();
  if (pictures) await page.screenshot({ path: join(pictures, 'carts-empty.png') });

  const recovered = await left('margarethe.von-hohenstaufen-und-zu-rotenburg@studio.example', 300);
  await left('grace@example.com', 200);
  await left('alan@example.com', 100, false);
  await left('edsger@example.com', 90);
  await left('ada@example.com', 2);
  await known(5);
  await shop.rows(`update abandoned_cart set email_sent_at = now() - interval '2 hours' where email like 'grace%'`);
  await shop.rows(`update abandoned_cart set skip_reason = 'unsubscribed' where email like 'edsger%'`);
  const again = aCartSession({ opened: minutesAgo(9), recoveredFrom: recovered, email: 'margarethe@studio.example' });
  await postWebhook(again.paid(minutesAgo(1)));

  await page.getByText('Recovered', { exact: true }).nth(1).waitFor();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('Unsubscribed').waitFor();
  expect(await page.getByRole('row').count()).toBe(6);
  // the sums are another query than the list, and may have been read a moment before the recovery
  const sums = /Abandoned in the last 30 days\s+5\s+Mailed\s+1\s+Recovered\s+1\s+£43\.00/;
  await waitFor(async () => sums.test(await page.locator('dl').innerText()));
  expect(await axeViolations(page)).toEqual([]);

  for (const [name, width, colorScheme] of [
    ['wide', 1_200, 'light'],
    ['wide-dark', 1_200, 'dark'],
    ['phone', 375, 'light'],
    ['phone-dark', 375, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 760 });
    await page.emulateMedia({ colorScheme });
    if (pictures) await page.screenshot({ path: join(pictures, `carts-${name}.png`), fullPage: true });
    const reaches = await page.evaluate('document.documentElement.scrollWidth');
    expect(reaches).toBeLessThanOrEqual(width);
    expect(await axeViolations(page)).toEqual([]);
  }
  await page.getByRole('link', { name: /^SS-/ }).click();
  await page
    .getByText(/^Cart recovered — order SS-/)
    .first()
    .waitFor();
  expect(pageErrors).toEqual([]);
  await context.close();
}, 120_000);
