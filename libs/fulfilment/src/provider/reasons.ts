import type { SubmissionLine } from './provider.js';
import { sanitize } from '@daybook/webhooks';

const maxReasonLength = 300;

/**
 * A provider's sentence as the end of one of ours: "The zip field is required." → "the zip field is required".
 * Null when nothing is left.
 */
export function toReason(message: string): string | null {
  const reason = sanitize(message).replace(/[\s.!]+$/, '');
  if (reason === '') return null;
  const short = reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength).toWellFormed()}…` : reason;
  // a name or an abbreviation keeps its capital
  return /^(\p{Lu}\p{Ll}*[ ,:]|\p{Lu}\p{Ll}+$)/u.test(short) && !short.startsWith('I ')
    ? `${short.charAt(0).toLowerCase()}${short.slice(1)}`
    : short;
}

/** A line's name in a sentence: its variant ("M Black"), or its title without one. */
export const lineName = ({ title, variant }: Pick<SubmissionLine, 'title' | 'variant'>): string => variant ?? title;

/** "M Black", "M Black and L White", "M Black, L White and XL Red". */
export function joinNames(names: string[]): string {
  const distinct = [...new Set(names)];
  const last = distinct.pop() ?? '';
  return distinct.length === 0 ? last : `${distinct.join(', ')} and ${last}`;
}

const outOfStockPattern = /out[ -]?of[ -]?stock|insufficient stock|not in stock|no stock|discontinued/i;

/** One error of a response. `line`: the index of the line it is about, if the response says so. */
export interface FieldError {
  message: string;
  lineIndex?: number | undefined;
}

/** The errors as the end of a sentence that names the goods where it can. Null when they say nothing. */
export function fieldErrorsToReason(errors: FieldError[], lines: SubmissionLine[]): string | null {
  const outOfStock: string[] = [];
  const reasons: string[] = [];
  for (const error of errors) {
    const affected = findAffectedLines(error, lines);
    const reason = toReason(error.message);
    if (outOfStockPattern.test(error.message) && affected.length > 0) outOfStock.push(...affected.map(lineName));
    else if (reason) reasons.push(affected.length > 0 ? `${reason} (${joinNames(affected.map(lineName))})` : reason);
  }
  const all = [
    ...(outOfStock.length > 0 ? [`insufficient stock for ${joinNames(outOfStock)}`] : []),
    ...new Set(reasons),
  ];
  return all.length === 0 ? null : all.join('; ');
}

/** The lines an error is about: by index, by an id in its text, or the only line when stock ran out. */
function findAffectedLines({ message, lineIndex }: FieldError, lines: SubmissionLine[]): SubmissionLine[] {
  const byIndex = lineIndex === undefined ? undefined : lines[lineIndex];
  if (byIndex) return [byIndex];
  const words = new Set(message.split(/[^\w-]+/));
  const byId = lines.filter(({ variantId }) => words.has(variantId));
  if (byId.length > 0) return byId;
  const byProduct = lines.filter(({ productId }) => words.has(productId));
  if (byProduct.length > 0) return byProduct;
  return outOfStockPattern.test(message) && lines.length === 1 ? lines : [];
}
