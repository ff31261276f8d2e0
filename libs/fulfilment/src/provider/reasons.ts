import type { SubmissionLine } from './provider.js';
import { sanitize } from '@daybook/webhooks';

const maxReasonLength = 300;

/**
 * A provider's sentence as the end of one of ours: "The zip field is required." → "the zip field is required".
 * Null when nothing is left. The `names` of goods keep their capitals.
 */
export function toReason(message: string, names: string[] = []): string | null {
  const reason = sanitize(message).replace(/[\s.!]+$/, '');
  if (reason === '') return null;
  const short = reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength).toWellFormed()}…` : reason;
  // a name or an abbreviation keeps its capital
  const isPlainWord = /^(A |\p{Lu}\p{Ll}+[ ,:]|\p{Lu}\p{Ll}+$)/u.test(short);
  return isPlainWord && !names.some((name) => short.startsWith(name))
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

const outOfStockPattern = /out[ -]?of[ -]?stock|insufficient stock|not in stock|no stock|sold out|discontinued/i;

/** One error of a response. `line`: the index of the line it is about, if the response says so. */
export interface FieldError {
  message: string;
  lineIndex?: number | undefined;
}

export interface Refusal<Reason = string | null> {
  /** Ends a sentence. Null when the errors say nothing. */
  reason: Reason;
  /** The lines whose goods cannot be had, where the errors leave no doubt. */
  outOfStock: SubmissionLine[];
}

/** The errors in their own words, with the goods that they are about in brackets where they name none. */
export function toRefusal(errors: FieldError[], lines: SubmissionLine[]): Refusal {
  const reasons = new Set<string>();
  const outOfStock = new Set<SubmissionLine>();
  for (const error of errors) {
    const affected = findAffectedLines(error, lines);
    const reason = toReason(error.message, lines.flatMap(namesOf));
    const unnamed = affected.filter((line) => !namesOf(line).some((name) => isNamedIn(error.message, name)));
    if (reason) reasons.add(unnamed.length > 0 ? `${reason} (${joinNames(unnamed.map(lineName))})` : reason);
    if (outOfStockPattern.test(error.message)) for (const line of affected) outOfStock.add(line);
  }
  return { reason: reasons.size === 0 ? null : [...reasons].join('; '), outOfStock: [...outOfStock] };
}

/** The lines an error is about: by index, by an id or a name in its text, or the only line when stock ran out of no other. */
function findAffectedLines({ message, lineIndex }: FieldError, lines: SubmissionLine[]): SubmissionLine[] {
  const byIndex = lineIndex === undefined ? undefined : lines[lineIndex];
  if (byIndex) return [byIndex];
  const words = new Set(message.split(/[^\w-]+/));
  const byId = lines.filter(({ variantId }) => words.has(variantId));
  if (byId.length > 0) return byId;
  const byProduct = lines.filter(({ productId }) => words.has(productId));
  if (byProduct.length > 0 || !outOfStockPattern.test(message)) return byProduct;
  const byName = lines.filter((line) => namesNothingBut(message, namesOf(line)));
  return byName.length === 1 ? byName : [];
}

const namesOf = ({ title, variant }: SubmissionLine): string[] => (variant === null ? [title] : [variant, title]);

/** Words only, because providers write "M / Black" as "M Black" or "M, black". */
const toWords = (text: string) =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;

function isNamedIn(message: string, name: string): boolean {
  const words = toWords(name);
  return words.trim() !== '' && toWords(message).includes(words);
}

const wordsThatNameNothing = new Set(
  (
    'a an the this that these those one some of is are was were has have been be at it its in for to with your our any all no not ' +
    'and or out stock insufficient currently temporarily now sold discontinued available unavailable longer enough due because ' +
    'can cannot could failed validation fulfilled made quantity ' +
    'variant variants product products item items line lines order ordered goods selected requested sorry error'
  ).split(' '),
);

/** "Insufficient stock for M Black" is about no other goods, "variant out of stock" about any. */
function namesNothingBut(message: string, names: string[]): boolean {
  const known = new Set([...wordsThatNameNothing, ...names.flatMap((name) => toWords(name).trim().split(' '))]);
  return toWords(message)
    .trim()
    .split(' ')
    .every((word) => known.has(word));
}
