// What `npm run check:lint` holds the code to. A finding is mended, never silenced: comments cannot switch a rule off, and
// a rule that is off or loosened here says why.
import js from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const restricted = [
  { selector: 'TSEnumDeclaration', message: 'Write the values `as const` and take the union of them.' },
  {
    selector:
      'MemberExpression[property.name=/^(only|skip|todo|failing)$/] Identifier.object[name=/^(describe|it|test)$/]',
    message: 'Every test runs, every time.',
  },
  {
    selector: 'CallExpression > Identifier.callee[name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
    message: 'Every test runs, every time.',
  },
];

const message = 'Export it by name, so that it is called the same everywhere.';
const namedExports = { selector: 'ExportDefaultDeclaration', message };

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test-results/', '.angular/', '.daybook/', 'apps/admin/src/index.html']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,js,mjs,cjs}'],
    extends: [js.configs.recommended],
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...restricted, namedExports],
      // unfinished work has an issue, and what a comment would silence is mended
      'no-warning-comments': [
        'error',
        { terms: ['todo', 'fixme', 'xxx', 'eslint-disable', 'eslint-enable', 'prettier-ignore'], location: 'anywhere' },
      ],
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
  {
    files: ['apps/admin/public/**/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    // ESLint and Jest look for the default export of these
    files: ['**/*.config.mjs', 'test/support/{global-{setup,teardown},slowest-first}.mjs'],
    rules: { 'no-restricted-syntax': ['error', ...restricted] },
  },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-check': true, 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-private-class-members': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],

      // `const { secret: _, ...rest } = settings` is how a field is left out
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // a number in a sentence reads as it is; undefined, null and objects do not
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          allowAny: false,
          allowBoolean: false,
          allowNever: false,
          allowNullish: false,
          allowRegExp: false,
        },
      ],
      // `process.env['PORT']` looks a name up, and shows that it may be missing
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // modules and components are empty classes: their decorator says everything
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `() => socket.close()` and `if (done) return stop();` read well where nobody looks at what comes back
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // an empty text is as good as none: `value || null`
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // what keeps an interface's promise is async even with nothing to wait for: what it throws becomes a rejection
      '@typescript-eslint/require-await': 'off',
      // `Promise.withResolvers<void>()` and a route that answers `void` say what they mean
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `Record<never, never>` is the event map without events
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // Nest, Material and pg declare their bags of options as classes
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // the console is a program of its own, with the browser's types instead of Node's
    files: ['apps/admin/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    languageOptions: { parserOptions: { projectService: false, project: 'apps/admin/tsconfig.jest.json' } },
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'app', style: 'kebab-case' }],
      '@angular-eslint/prefer-output-readonly': 'error',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/use-lifecycle-interface': 'error',
    },
  },
  {
    files: ['apps/admin/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      '@angular-eslint/template/button-has-type': 'error',
      '@angular-eslint/template/no-any': 'error',
      '@angular-eslint/template/no-duplicate-attributes': 'error',
      '@angular-eslint/template/no-inline-styles': ['error', { allowBindToStyle: true }],
      '@angular-eslint/template/no-non-null-assertion': 'error',
      '@angular-eslint/template/no-positive-tabindex': 'error',
      '@angular-eslint/template/prefer-self-closing-tags': 'error',
    },
  },
);
