import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = join(import.meta.dirname, '../..');
const options = await extractOptions(join(root, '.dependency-cruiser.cjs'));
const ruleNames = (options.ruleSet?.forbidden ?? []).map(({ name }) => name ?? '');

async function breachesIn(folder: string) {
  const fileName = join(folder, 'tsconfig.json');
  const { output } = await cruise(
    ['apps', 'libs', 'test'],
    { ...options, baseDir: folder, tsConfig: { fileName } },
    undefined,
    { tsConfig: extractTsConfig(fileName) },
  );
  return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

/** From the libraries that every other one uses to those that none uses. */
const layers = [
  ['contract'],
  ['config'],
  ['database'],
  ['redis'],
  ['events', 'jobs', 'realtime'],
  [
    ...['accounts', 'activity-log', 'carts', 'catalog', 'fulfilment', 'mail', 'orders', 'payments', 'shop', 'sync'],
    'webhooks',
  ],
  ['screens'],
];
const libraries = layers.flat();
const sideways: Record<string, string[]> = {
  fulfilment: ['catalog', 'orders', 'webhooks'],
  jobs: ['redis'],
  mail: ['carts', 'orders', 'webhooks'],
  payments: ['carts', 'orders', 'webhooks'],
  realtime: ['redis'],
  shop: ['carts', 'catalog'],
  sync: ['catalog', 'fulfilment'],
};
/** These may be imported only by the listed libraries and programs. */
const narrow = ['redis'];
const isOpen = (library: string) => !narrow.includes(library);
const below = (library: string) =>
  layers
    .slice(
      0,
      layers.findIndex((layer) => layer.includes(library)),
    )
    .flat()
    .filter(isOpen);
const mayImport: Record<string, string[]> = {
  ...Object.fromEntries(libraries.map((name) => [`libs/${name}`, [...below(name), ...(sideways[name] ?? [])]])),
  'apps/admin': ['contract'],
  'apps/api': libraries.filter(isOpen),
  'apps/launcher': ['accounts', 'config', 'contract', 'database', 'jobs'],
  'apps/sandbox': ['contract'],
  'apps/worker': below('screens'),
};
/** A library that no rule mentions yet. */
const targets = [...libraries, 'undrawn'];

/** Rules about more than one library or program, each with a file that breaks it and its content. */
const breaking: [rule: string, file: string, text: string][] = [
  ['every-library-has-its-arrows', 'libs/undrawn/src/a.ts', `import '@daybook/contract';`],
  ['every-program-has-its-arrows', 'apps/undrawn/src/main.ts', `import '@daybook/orders';`],
  ['the-log-is-written-through-events', 'libs/orders/src/log.ts', `import '@daybook/activity-log';`],
  ['screens-are-for-the-api', 'apps/worker/src/page.ts', `import type {} from '@daybook/screens';`],
  ['contract-needs-only-zod', 'libs/contract/src/a.ts', `import 'node:fs';`],
  ['vocabulary-needs-nothing', 'libs/contract/src/vocabulary.ts', `import 'zod';`],
  ['console-bundles-only-the-vocabulary', 'apps/admin/src/a.ts', `import { a } from '@daybook/contract'; a();`],
  ['libraries-have-one-entry-point', 'libs/payments/src/a.ts', `import '../../orders/src/inner.js';`],
  ['libraries-have-one-entry-point-for-programs-and-tests', 'test/a.spec.ts', `import '../libs/orders/src/inner.js';`],
  ['libraries-import-no-program', 'libs/orders/src/a.ts', `import '../../../apps/api/src/main.js';`],
  ['programs-import-no-other-program', 'apps/launcher/src/a.ts', `import '../../api/src/main.js';`],
  ['tests-are-for-tests', 'apps/api/src/b.ts', `import '../../../test/support/parts.js';`],
  ['no-dev-dependencies-at-runtime', 'apps/api/src/c.ts', `import { a } from 'only-for-tests'; a();`],
  ['no-unlisted-packages', 'apps/api/src/d.ts', `import { a } from 'unlisted'; a();`],
  ['no-unresolved-imports', 'apps/api/src/e.ts', `import './gone.js';`],
  ['no-circles', 'libs/jobs/src/one.ts', `import './two.js';`],
  ['no-orphans', 'libs/jobs/src/left-over.ts', `export const a = 1;`],
];

/** Imports that resemble a breach but are allowed. */
const keeping: [file: string, text: string][] = [
  ['apps/admin/src/types.ts', `import type { a } from '@daybook/contract'; export type A = a;`],
  ['apps/admin/src/words.ts', `import { word } from '@daybook/contract/vocabulary'; word();`],
  ['apps/api/src/types.ts', `import type { a } from 'only-for-tests'; export type A = a;`],
  ['libs/contract/src/shapes.ts', `import { z } from 'zod'; z();`],
  [
    'libs/orders/src/orders.spec.ts',
    `import { a } from 'only-for-tests'; import '../../../test/support/parts.js'; a();`,
  ],
  [
    'test/support/parts.ts',
    `import '@daybook/activity-log'; import '@daybook/screens'; import '../../apps/api/src/main.js';`,
  ],
];

describe('the dependency rules', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'daybook-arrows-')));
  let breaches: Awaited<ReturnType<typeof breachesIn>>;

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  beforeAll(async () => {
    copyFileSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    write('package.json', `{ "dependencies": { "zod": "1" }, "devDependencies": { "only-for-tests": "1" } }`);
    for (const name of ['zod', 'only-for-tests', 'unlisted']) {
      write(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js" }`);
      write(`node_modules/${name}/index.js`, '');
    }
    for (const library of targets) write(`libs/${library}/src/index.ts`, `export const a = () => 1;`);
    for (const place of Object.keys(mayImport)) {
      for (const target of targets.filter((name) => place !== `libs/${name}`)) {
        write(`${place}/src/enter-${target}.ts`, `import '@daybook/${target}';`);
      }
    }
    write('libs/orders/src/inner.ts', `import './index.js';`);
    write('libs/jobs/src/two.ts', `import './one.js';`);
    write('apps/api/src/main.ts', `import '@daybook/config';`);
    for (const [, file, text] of breaking) write(file, text);
    for (const [file, text] of keeping) write(file, text);
    breaches = await breachesIn(folder);
  }, 150_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  // `npm run check:arrows` holds the code itself to these rules; it takes most of a minute, so only the fixture is cruised here
  it('are what `npm run check` holds apps, libs and tests to', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['check:arrows']).toBe('depcruise apps libs test');
  });

  it.each(Object.entries(mayImport))('let %s import %j, and no other library', (place, allowed) => {
    const refused = breaches.filter(({ rule }) => rule === place).map(({ from, to }) => `${from} → ${to}`);
    const others = targets.filter((name) => place !== `libs/${name}` && !allowed.includes(name));
    expect(others).not.toEqual([]);
    expect(refused).toEqual(
      expect.arrayContaining(others.map((name) => `${place}/src/enter-${name}.ts → libs/${name}/src/index.ts`)),
    );
    const entered = allowed.map((name) => `${place}/src/enter-${name}.ts`);
    expect(refused.filter((arrow) => entered.some((from) => arrow.startsWith(from)))).toEqual([]);
  });

  it.each(breaking)('%s: refuse %s', (rule, file) => {
    expect(breaches.filter((breach) => breach.from === file).map((breach) => breach.rule)).toContain(rule);
  });

  it.each(keeping)('allow %s: %s', (file) => {
    expect(breaches.filter(({ from }) => from === file)).toEqual([]);
  });

  it('are all tested here, and state their reason', () => {
    const tried = [...Object.keys(mayImport), ...breaking.map(([rule]) => rule)];
    expect([...ruleNames].sort()).toEqual(tried.sort());
    expect(options.ruleSet?.forbidden?.filter(({ comment = '' }) => comment === '')).toEqual([]);
  });
});
