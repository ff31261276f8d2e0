import { compile } from 'html-to-text';
import { z } from 'zod';
import { sanitize } from '@daybook/webhooks';
import { requiredText } from './fields.js';

const maxHtmlLength = 100_000;
const maxDescriptionLength = 10_000;
const maxTags = 50;
const maxTagLength = 60;

const htmlToText = compile({
  wordwrap: false,
  limits: { maxInputLength: maxHtmlLength, maxDepth: 40, maxChildNodes: 5_000 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'ul', options: { itemPrefix: '• ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
  ],
});

/** The plain text of an HTML description. Paragraphs are separated by an empty line. */
export function toPlainText(html: string): string {
  return htmlToText(html)
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ')
    .replaceAll(/[ \u00A0]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .slice(0, maxDescriptionLength)
    .toWellFormed()
    .trim();
}

/** At most as long as the catalogue's column. */
export const productId = requiredText.pipe(z.string().max(64));

export const productTitle = z
  .string()
  .transform((text) => sanitize(text, 200))
  .pipe(z.string().min(1));

export const productTags = z
  .array(z.string().catch(''))
  .nullish()
  .catch(null)
  .transform((tags) => {
    const sanitized = (tags ?? []).map((tag) => sanitize(tag, maxTagLength));
    return [...new Set(sanitized.filter((tag) => tag !== ''))].slice(0, maxTags);
  });
