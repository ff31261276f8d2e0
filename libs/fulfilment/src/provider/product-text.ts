import { compile } from 'html-to-text';
import { z } from 'zod';
import { optionalUrl, requiredText, sanitize } from './fields.js';

const longestHtml = 100_000;
const longestDescription = 10_000;
const mostTags = 50;
const longestTag = 60;

const textOf = compile({
  wordwrap: false,
  limits: { maxInputLength: longestHtml, maxDepth: 40, maxChildNodes: 5_000 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'ul', options: { itemPrefix: '• ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
  ],
});

/** A description as plain text, from the HTML in which it is kept; paragraphs are apart by an empty line. */
export function plainTextOf(html: string): string {
  return textOf(html)
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ')
    .replaceAll(/[ \u00A0]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .slice(0, longestDescription)
    .toWellFormed()
    .trim();
}

/** As long as the catalogue takes it. */
export const productId = requiredText.pipe(z.string().max(64));

export const productTitle = z
  .string()
  .transform((text) => sanitize(text).slice(0, 200).toWellFormed())
  .pipe(z.string().min(1));

export const productTags = z
  .array(z.string().catch(''))
  .nullish()
  .catch(null)
  .transform((tags) => {
    const tidied = (tags ?? []).map((tag) => sanitize(tag).slice(0, longestTag).trim().toWellFormed());
    return [...new Set(tidied.filter((tag) => tag !== ''))].slice(0, mostTags);
  });

export const imageUrl = optionalUrl;
