// The arrows of docs/architecture.md as rules, each with its reason: run by `npm run check:arrows`. What a library may
// import is one table; test/architecture/arrows.spec.ts proves that every rule still works.

const foundation = ['contract', 'config', 'database'];
const services = [...foundation, 'events', 'jobs', 'realtime'];

/** Each library: the libraries it may import, and why no others. */
const libraries = {
  contract: [[], 'It is what all others agree on: whoever reads it must not need anything else.'],
  config: [['contract'], 'Settings are read before anything else runs, so they depend on nothing that runs.'],
  database: [['contract', 'config'], 'It knows no entity by name: every library brings its own.'],
  events: [foundation, 'It declares the recorder; what happened, who records it and who listens is known to others.'],
  redis: [foundation, 'It opens connections; what is kept or said there is known to who opens them.'],
  jobs: [[...foundation, 'redis'], 'It carries and repeats work without knowing what any of it does.'],
  realtime: [[...foundation, 'redis'], 'It carries ids between processes without knowing what they are ids of.'],
  accounts: [services, 'Who may sign in has nothing to do with what the shop sells.'],
  'activity-log': [services, 'It reads events, and orders only as ids: the foreign key stands in the migration.'],
  webhooks: [services, 'The inbox stores and tries again; what a webhook means is known to its source.'],
  orders: [services, 'An order does not know where its money came from or who makes its goods.'],
  catalog: [services, 'Products are the same whoever sells or makes them.'],
  payments: [
    [...services, 'orders', 'carts', 'webhooks'],
    'Stripe pays for orders and carts, and is a source of webhooks.',
  ],
  fulfilment: [
    [...services, 'orders', 'catalog', 'webhooks'],
    'Providers make the goods of orders, and are sources of webhooks.',
  ],
  carts: [services, 'A cart ends before an order begins; the two never know each other.'],
  mail: [
    [...services, 'orders', 'carts', 'webhooks'],
    'Mail is written about orders and carts, and bounces are webhooks.',
  ],
  sync: [[...services, 'catalog', 'fulfilment'], 'A sync asks the providers and writes the catalogue.'],
  shop: [[...services, 'catalog', 'carts'], 'A shop page shows goods and the cart; orders are the console’s.'],
};
const domain = Object.keys(libraries).filter((name) => ![...services, 'redis'].includes(name));
libraries.screens = [[...services, ...domain], 'It reads across the domain, for the api.'];

/** Each program: the libraries it may import. */
const programs = {
  api: [[...services, ...domain, 'screens'], 'The api composes everything.'],
  worker: [[...services, ...domain], 'The worker shows nobody anything: screens are the api’s.'],
  launcher: [
    ['contract', 'config', 'database', 'jobs', 'accounts'],
    'The launcher makes a database ready and starts programs.',
  ],
  sandbox: [['contract'], 'The stand-in for the services must not know how Daybook reads them.'],
  admin: [['contract'], 'The console talks to the api over the wire, in the words of the contract.'],
};

const oneOf = (names) => `(${names.join('|')})`;
const tests = String.raw`\.spec\.ts$|^(apps|libs)/[^/]+/test/|^apps/[^/]+/src/test-support/|^apps/admin/setup-jest\.ts$`;
const publicFiles = String.raw`^libs/[^/]+/src/index\.ts$|^libs/contract/src/vocabulary\.ts$`;
const vocabulary = String.raw`^libs/contract/src/(vocabulary|minor-units|isolate)\.ts$`;
// what a tool, a page or a process loads; and the types of a script
const entryPoints = String.raw`\.spec\.ts$|\.d\.mts$|\.config\.mjs$|^apps/admin/public/|^test/support/global-(setup|teardown)\.mjs$|^test/(mutations/mutations|support/slowest-first)\.mjs$`;
const servers = '^libs/|^apps/(api|worker|launcher|sandbox)/';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const mayImport =
  (folder) =>
  ([name, [allowed, comment]]) => {
    const pathNot = `^libs/${oneOf(folder === 'libs' ? [...allowed, name] : allowed)}/`;
    return rule(`${folder}/${name}`, comment, { path: `^${folder}/${name}/` }, { path: '^libs/', pathNot });
  };

/** A folder that is not in its table could import any library. */
const mustBeListed = (name, folder, table) =>
  rule(
    name,
    'What is not in the table could import any library.',
    { path: `^${folder}/`, pathNot: `^${folder}/${oneOf(Object.keys(table))}/` },
    {},
  );

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(libraries).map(mayImport('libs')),
    ...Object.entries(programs).map(mayImport('apps')),
    mustBeListed('every-library-has-its-arrows', 'libs', libraries),
    mustBeListed('every-program-has-its-arrows', 'apps', programs),
    rule(
      'the-log-is-written-through-events',
      'Domain code says what happened. The log implements the recorder that events declares: only pages read it.',
      { path: '^libs/', pathNot: '^libs/(activity-log|screens)/' },
      { path: '^libs/activity-log/' },
    ),
    rule(
      'screens-are-for-the-api',
      'They read across the whole domain: a library or a job that used one would depend on all of it.',
      { path: '^(libs|apps)/', pathNot: '^libs/screens/|^apps/api/' },
      { path: '^libs/screens/' },
    ),
    rule(
      'contract-needs-only-zod',
      'The console, the sandbox and the servers read the contract: it has nothing of Node, Nest or the database.',
      { path: '^libs/contract/', pathNot: tests },
      { pathNot: '^libs/contract/|^node_modules/zod/' },
    ),
    rule(
      'vocabulary-needs-nothing',
      'It is the part of the contract in the console’s bundle, where zod would double the size.',
      { path: vocabulary },
      { pathNot: vocabulary },
    ),
    rule(
      'console-bundles-only-the-vocabulary',
      'Types cost the browser nothing; any value from the rest of the contract adds zod to the bundle.',
      { path: '^apps/admin/' },
      { path: '^libs/|^node_modules/zod/', pathNot: vocabulary, preCompilationOnly: false },
    ),
    rule(
      'libraries-have-one-entry-point',
      'src/index.ts is the public API of a library; everything else may change.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: `^libs/$1/|${publicFiles}` },
    ),
    rule(
      'libraries-have-one-entry-point-for-programs-and-tests',
      'src/index.ts is the public API of a library; everything else may change.',
      { path: '^(apps|test)/' },
      { path: '^libs/', pathNot: publicFiles },
    ),
    rule(
      'libraries-import-no-program',
      'A program composes libraries; a library that imported one could not be used by another.',
      { path: '^libs/', pathNot: tests },
      { path: '^apps/' },
    ),
    rule(
      'programs-import-no-other-program',
      'They are separate processes: what two of them need is a library, and the launcher only starts them.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    rule(
      'tests-are-for-tests',
      'What only tests use does not ship.',
      { path: '^(apps|libs)/', pathNot: tests },
      { path: `^test/|${tests}` },
    ),
    rule(
      'no-dev-dependencies-at-runtime',
      'A server is installed without devDependencies. Types are gone by then, and the console is a bundle.',
      { path: servers, pathNot: tests },
      { dependencyTypes: ['npm-dev'], preCompilationOnly: false },
    ),
    rule(
      'no-unlisted-packages',
      'A package that only another one installs goes away with it.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], preCompilationOnly: false },
    ),
    rule(
      'no-unresolved-imports',
      'No rule sees an import that cannot be resolved. `dist` may not have been built yet.',
      {},
      { couldNotResolve: true, pathNot: '(^|/)dist/' },
    ),
    rule('no-circles', 'Two files in a circle can only be understood and changed together.', {}, { circular: true }),
    rule(
      'no-orphans',
      'A file that nothing imports and that imports nothing is left over.',
      { orphan: true, pathNot: entryPoints },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
