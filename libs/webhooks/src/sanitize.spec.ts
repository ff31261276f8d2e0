import { describe, expect, it } from '@jest/globals';
import { sanitize } from './sanitize.js';

describe('text from outside', () => {
  it.each([
    ['control characters and line breaks', ' Cher\u0000\r\n\tBono\u2028', 'Cher Bono'],
    ['runs of spaces', 'Flat  3,   Harbour\u00a0Street', 'Flat 3, Harbour Street'],
    ['marks that change the direction of text', 'abc\u202edef\u2066', 'abc def'],
    ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
  ])('loses %s', (_, text, sanitized) => {
    expect(sanitize(text)).toBe(sanitized);
  });

  it('keeps markup, accents and emoji', () => {
    expect(sanitize('<b>Žluťoučký</b> & 🎁')).toBe('<b>Žluťoučký</b> & 🎁');
  });

  it('is cut at the maximum length without half a character or a space at its end', () => {
    expect(sanitize('a'.repeat(1_001))).toHaveLength(1_000);
    expect(sanitize('🎁🎁🎁', 2)).toBe('🎁🎁');
    expect(sanitize('ab cd', 3)).toBe('ab');
  });

  it('is empty when nothing printable is left', () => {
    expect(sanitize('\u0000 \n\u202e')).toBe('');
  });
});
