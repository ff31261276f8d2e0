// Run after `ng build admin`: what the console costs before its first page can be used, and that zod stays out of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '../../dist/admin/browser');
const mostBytes = 190_000;
const mostFiles = 8;

const read = (file) => readFileSync(join(folder, file));
const transferred = (file) => (file.endsWith('.woff2') ? read(file).length : gzipSync(read(file)).length);
const named = (text, pattern) => [...text.matchAll(pattern)].map(([, file]) => file);

const index = read('index.html').toString();
const first = new Set(named(index, /(?:src|href)="([\w-]+\.(?:js|css))"/g));
const fonts = named(
  [...first]
    .filter((file) => file.endsWith('.css'))
    .map(read)
    .join(),
  /url\(["']?\.?\/?(media\/[^"')]+)/g,
);
const scripts = readdirSync(folder).filter((file) => file.endsWith('.js'));
const pages = [...first].flatMap((file) => named(read(file).toString(), /import\(["'`]\.\/(chunk-[\w-]+\.js)["'`]\)/g));

/** A file and those it can't do without. */
function withImports(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const other of named(read(file).toString(), /(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g))
    withImports(other, found);
  return found;
}

const failures = scripts.filter((file) => /ZodError|\$ZodType/.test(read(file))).map((file) => `${file} contains zod`);
for (const page of new Set(pages)) {
  const files = new Set(['index.html', ...first, ...fonts, ...withImports(page)]);
  const bytes = [...files].reduce((sum, file) => sum + transferred(file), 0);
  const words = `${page}: ${(bytes / 1000).toFixed(1)} kB gzipped in ${files.size} files before its first question`;
  if (bytes > mostBytes || files.size > mostFiles)
    failures.push(`${words}, more than ${mostBytes / 1000} kB or ${mostFiles} files`);
  else console.log(words);
}
if (pages.length === 0) failures.push('No page was found in the build');
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
