// The arrows of docs/architecture.md as rules, each with its reason: run by `npm run check:arrows`. What a library may
// enter is one table; test/architecture/arrows.spec.ts proves that every rule still bites.

const foundation = ['contract', 'config', 'database'];
const services = [...foundation, 'events', 'jobs', 'realtime'];

/** Each library: the libraries it may enter besides itself, and why no others. */
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

/** Each program: the libraries it may enter. */
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
const doors = String.raw`^libs/[^/]+/src/index\.ts$|^libs/contract/src/vocabulary\.ts$`;
const vocabulary = String.raw`^libs/contract/src/(vocabulary|minor-units)\.ts$`;
// what a tool, a page or a process starts, not an import; and the types of a script
const ownEntrances = String.raw`\.spec\.ts$|\.d\.mts$|\.config\.mjs$|^apps/admin/public/|^test/support/global-(setup|teardown)\.mjs$|^test/(mutations/mutations|support/slowest-first)\.mjs$`;
const servers = '^libs/|^apps/(api|worker|launcher|sandbox)/';

const entering =
  (folder) =>
  ([name, [allowed, comment]]) => ({
    name: `${folder}/${name}`,
    comment,
    severity: 'error',
    from: { path: `^${folder}/${name}/` },
    to: { path: '^libs/', pathNot: `^libs/${oneOf([...allowed, ...(folder === 'libs' ? [name] : [])])}/` },
  });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(libraries).map(entering('libs')),
    ...Object.entries(programs).map(entering('apps')),
    {
      name: 'every-library-has-its-arrows',
      comment: 'A library that is not in the table could enter any other.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/${oneOf(Object.keys(libraries))}/` },
      to: {},
    },
    {
      name: 'every-program-has-its-arrows',
      comment: 'A program that is not in the table could enter any library.',
      severity: 'error',
      from: { path: '^apps/', pathNot: `^apps/${oneOf(Object.keys(programs))}/` },
      to: {},
    },
    {
      name: 'the-log-is-written-through-events',
      comment:
        'Domain code says what happened. The log implements the recorder that events declares: only pages read it.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/(activity-log|screens)/' },
      to: { path: '^libs/activity-log/' },
    },
    {
      name: 'screens-are-for-the-api',
      comment: 'They read across the whole domain: a library or a job that leant on one would lean on all of it.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/screens/|^apps/api/' },
      to: { path: '^libs/screens/' },
    },
    {
      name: 'contract-needs-only-zod',
      comment:
        'The console, the sandbox and the servers read the contract: it has nothing of Node, Nest or the database.',
      severity: 'error',
      from: { path: '^libs/contract/', pathNot: tests },
      to: { pathNot: '^libs/contract/|^node_modules/zod/' },
    },
    {
      name: 'vocabulary-needs-nothing',
      comment: 'It is the part of the contract that ends in the console’s bundle, where zod would double the size.',
      severity: 'error',
      from: { path: vocabulary },
      to: { pathNot: vocabulary },
    },
    {
      name: 'console-bundles-only-the-vocabulary',
      comment: 'Types cost the browser nothing; any value from the rest of the contract brings zod into the bundle.',
      severity: 'error',
      from: { path: '^apps/admin/' },
      to: { path: '^libs/|^node_modules/zod/', pathNot: vocabulary, preCompilationOnly: false },
    },
    {
      name: 'libraries-have-one-door',
      comment: 'What stands in src/index.ts is promised to others; everything else may change without asking them.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: `^libs/$1/|${doors}` },
    },
    {
      name: 'libraries-have-one-door-for-programs-and-tests',
      comment: 'What stands in src/index.ts is promised to others; everything else may change without asking them.',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: doors },
    },
    {
      name: 'libraries-know-no-program',
      comment: 'A program composes libraries; a library that knew one could not be used by another.',
      severity: 'error',
      from: { path: '^libs/', pathNot: tests },
      to: { path: '^apps/' },
    },
    {
      name: 'programs-know-no-other-program',
      comment: 'They are separate processes: what two of them need is a library, and the launcher only starts them.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'tests-are-for-tests',
      comment: 'What tests lean on does not ship.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: tests },
      to: { path: `^test/|${tests}` },
    },
    {
      name: 'no-dev-dependencies-at-work',
      comment: 'A server is installed without devDependencies. Types are gone by then, and the console is a bundle.',
      severity: 'error',
      from: { path: servers, pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], preCompilationOnly: false },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'A package that only another one brings goes away with it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], preCompilationOnly: false },
    },
    {
      name: 'no-unresolved-imports',
      comment: 'An import that cannot be followed is one that no rule sees. What is built may not have been built yet.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(^|/)dist/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files in a circle can only be understood, loaded and changed together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nothing is left over.',
      severity: 'error',
      from: { orphan: true, pathNot: ownEntrances },
      to: {},
    },
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
