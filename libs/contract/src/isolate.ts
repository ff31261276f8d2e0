/** Of strong right-to-left direction: Hebrew, Arabic, Syriac, Thaana, N'Ko … and the marks that count as such. */
const rightToLeft = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Embeddings, overrides and isolates: they would reach beyond the text they stand in. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Outside text for a sentence: written from right to left, it is isolated so that it does not reorder the words around it.
 * All other text stays as it is.
 */
export function isolate(text: string): string {
  const harmless = text.replace(directionControls, '');
  return rightToLeft.test(harmless) ? `\u2068${harmless}\u2069` : harmless;
}
