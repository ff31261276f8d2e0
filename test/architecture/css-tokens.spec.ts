import { expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Material defines its own, from the theme that is built from ours. */
const isMaterials = (name: string) => name.startsWith('--mat-');

const styleSources = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(css|scss|ts|html)$/.test(file) && !file.endsWith('.spec.ts'))
    .map((file) => ({ file, text: readFileSync(join(root, folder, file), 'utf8') }));

it.each(['apps/admin/src', 'apps/api/public'])('every custom property that %s uses is defined there', (folder) => {
  const sources = styleSources(folder);
  const defined = new Set(sources.flatMap(({ text }) => [...text.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name)));
  const undefinedUses = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/var\(\s*(--[\w-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !isMaterials(name) && !defined.has(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(defined.size).toBeGreaterThan(0);
  expect(undefinedUses).toEqual([]);
});
