import { expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Templates and statements that nothing checks against the entities; migrations are SQL by nature. */
const rawSql = /\bsql(<[^`]*>)?`|CompiledQuery\.raw\(|\.query\(/g;
const isProduct = (file: string) =>
  file.endsWith('.ts') &&
  !/\.spec\.ts$|\/test\/|\/migrations\/|\/embedded\/|^apps\/(admin|sandbox|launcher)\//.test(file);

it('stands in at most fifteen places', () => {
  const places = ['libs', 'apps']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => isProduct(file) && !file.includes('node_modules'))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(rawSql)].map(([match]) => `${file}: ${match}`),
    );
  expect(places.length).toBeGreaterThan(0);
  expect(places.length).toBeLessThanOrEqual(15);
});
