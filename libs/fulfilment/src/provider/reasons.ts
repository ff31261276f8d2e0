import type { SubmissionLine } from './provider.js';
import { sanitize } from './fields.js';

const maxReasonLength = 300;

/**
 * A provider's sentence as it can end one of ours: "The zip field is required." → "the zip field is required".
 * Null when nothing is left of it.
 */
export function toReason(text: string): string | null {
  const reason = sanitize(text)
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s.!]+$/, '');
  if (reason === '') return null;
  const short = reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength).toWellFormed()}…` : reason;
  // a name or an abbreviation keeps its capital
  return /^(\p{Lu}\p{Ll}*[ ,:]|\p{Lu}\p{Ll}+$)/u.test(short) && !short.startsWith('I ')
    ? `${short.charAt(0).toLowerCase()}${short.slice(1)}`
    : short;
}

/** What a line is called in a sentence: "M Black", or its title where it has no variant. */
export const lineName = ({ title, variant }: Pick<SubmissionLine, 'title' | 'variant'>): string => variant ?? title;

/** "M Black", "M Black and L White", "M Black, L White and XL Red". */
export function joinNames(names: string[]): string {
  const distinct = [...new Set(names)];
  const last = distinct.pop() ?? '';
  return distinct.length === 0 ? last : `${distinct.join(', ')} and ${last}`;
}

const outOfStockPattern = /out[ -]?of[ -]?stock|insufficient stock|not in stock|no stock|discontinued/i;

/** One thing a provider objects to. `line`: the place of the line it is about, where the answer says so. */
export interface FieldError {
  text: string;
  line?: number | undefined;
}

/** The sentence for what a provider objects to, naming the goods where that can be told. Null when it says nothing. */
export function fieldErrorsToReason(objections: FieldError[], lines: SubmissionLine[]): string | null {
  const outOfStock: string[] = [];
  const reasons: string[] = [];
  for (const objection of objections) {
    const about = affectedLines(objection, lines);
    const reason = toReason(objection.text);
    if (outOfStockPattern.test(objection.text) && about.length > 0) outOfStock.push(...about.map(lineName));
    else if (reason) reasons.push(about.length > 0 ? `${reason} (${joinNames(about.map(lineName))})` : reason);
  }
  const all = [
    ...(outOfStock.length > 0 ? [`insufficient stock for ${joinNames(outOfStock)}`] : []),
    ...new Set(reasons),
  ];
  return all.length === 0 ? null : all.join('; ');
}

/** The lines an objection is about: by their place, by an id in its words, or because stock ran out of the only one. */
function affectedLines({ text, line }: FieldError, lines: SubmissionLine[]): SubmissionLine[] {
  const byPlace = line === undefined ? undefined : lines[line];
  if (byPlace) return [byPlace];
  const words = new Set(text.split(/[^\w-]+/));
  const byId = lines.filter(({ variantId }) => words.has(variantId));
  if (byId.length > 0) return byId;
  const byProduct = lines.filter(({ productId }) => words.has(productId));
  if (byProduct.length > 0) return byProduct;
  return outOfStockPattern.test(text) && lines.length === 1 ? lines : [];
}
