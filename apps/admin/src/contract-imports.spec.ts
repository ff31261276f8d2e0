import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.spec.ts'] }).map((path) => ({
  path,
  text: readFileSync(join(import.meta.dirname, path), 'utf8'),
}));

describe('what the console takes from the libraries', () => {
  it('is types from the contract, and values from its vocabulary alone: zod stays out of the bundle', () => {
    const bringsZod = sources.filter(({ text }) =>
      /^import (?!type )[^;]*from '(?:@daybook\/(?!contract\/vocabulary')|zod)/m.test(text),
    );
    expect(sources.length).toBeGreaterThan(40);
    expect(bringsZod.map(({ path }) => path)).toEqual([]);
  });

  it('is written into pages as text, never as markup', () => {
    const writesMarkup = sources.filter(({ text }) =>
      /innerHTML|outerHTML|bypassSecurityTrust|insertAdjacentHTML/.test(text),
    );
    expect(writesMarkup.map(({ path }) => path)).toEqual([]);
  });
});
