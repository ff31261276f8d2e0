/**
 * Lets a plain Node process run the libraries' TypeScript as Jest does: `node --import ./load-typescript.mjs FILE.ts`.
 * For the tests that need a process of their own, one that can be killed.
 */
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const root = new URL('../../../', import.meta.url);
const swc = JSON.parse(readFileSync(new URL('.swcrc.jest.json', root), 'utf8'));
const isOurs = (url) => url?.startsWith(root.href) && !url.includes('/node_modules/');

registerHooks({
  resolve(specifier, context, next) {
    const library = /^@daybook\/([^/]+)$/.exec(specifier)?.[1];
    if (library) return next(new URL(`libs/${library}/src/index.ts`, root).href, context);
    const isRelative = specifier.startsWith('.') && specifier.endsWith('.js') && isOurs(context.parentURL);
    return next(isRelative ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts') || !isOurs(url)) return next(url, context);
    const filename = new URL(url).pathname;
    const { code } = transformSync(readFileSync(new URL(url), 'utf8'), { ...swc, swcrc: false, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
