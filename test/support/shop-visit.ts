import { parsedHtml } from './parse-html.js';

/** Requests a page of the shop as a browser without JavaScript does; does not follow redirects. */
export async function visitShop(
  address: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
) {
  const response = await fetch(address, {
    redirect: 'manual',
    ...init,
    headers: { accept: 'text/html', ...init.headers },
  });
  const html = await response.text();
  const document = parsedHtml(html);
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  return {
    response,
    html,
    document,
    all,
    texts: (selector: string) => all(selector).map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim()),
    canonical: document.querySelector('link[rel=canonical]')?.getAttribute('href'),
    ogUrl: document.querySelector('meta[property="og:url"]')?.getAttribute('content'),
  };
}
