import { expect, it } from '@jest/globals';
import { isolate } from './isolate.js';

it.each([
  ['a name in Hebrew is isolated', 'שרה כהן', '\u2068שרה כהן\u2069'],
  ['a name in Arabic is isolated', 'محمد', '\u2068محمد\u2069'],
  ['a name in Adlam is isolated', '\u{1e900}\u{1e922}', '\u2068\u{1e900}\u{1e922}\u2069'],
  ['a right-to-left mark is isolated', '\u200f12', '\u2068\u200f12\u2069'],
  ['a mixed name is isolated as a whole', 'Dana שרה', '\u2068Dana שרה\u2069'],
  ['an override does not reverse a file’s name', '\u202egnp.exe', 'gnp.exe'],
  ['a closing isolate does not end ours', 'שרה\u2069\u202e!', '\u2068שרה!\u2069'],
  ['what is isolated stays so', '\u2068שרה\u2069', '\u2068שרה\u2069'],
  ['a name in Latin letters stays as it is', 'Zoë Ó Briain', 'Zoë Ó Briain'],
  ['a name in Chinese stays as it is', '王小明', '王小明'],
  ['an emoji stays as it is', '👩🏽‍🎨 £43.00', '👩🏽‍🎨 £43.00'],
  ['nothing stays nothing', '', ''],
])('%s', (_, text, isolated) => {
  expect(isolate(text)).toBe(isolated);
});
