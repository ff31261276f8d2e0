// What `npm run check:lint` holds the code to. A finding is mended, never silenced: comments cannot switch a rule off, and a
// rule that is off or loosened here says why.
import js from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const syntax = [
  {
    selector: 'TSEnumDeclaration',
    message: 'Write the values `as const` and take the union of them: an enum adds a second way to say a string.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export it by name, so that it is called the same everywhere.',
  },
  {
    selector: 'MemberExpression[property.name=/^(only|skip|skipIf|todo|failing)$/] > Identifier.object[name=/^(describe|it|test)$/]',
    message: 'Every test runs, every time.',
  },
  {
    selector: 'CallExpression > Identifier.callee[name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
    message: 'Every test runs, every time.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test-results/', '.angular/', '.daybook/', 'apps/admin/src/index.html']),
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-syntax': ['error', ...syntax] },
  },
  {
    files: ['apps/admin/public/**/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    // tools look for the default export of their configuration
    files: ['**/*.config.mjs'],
    rules: { 'no-restricted-syntax': ['error', ...syntax.filter(({ selector }) => selector !== 'ExportDefaultDeclaration')] },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', ...syntax],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // the console has a program of its own: the browser's types instead of Node's
    files: ['apps/admin/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    languageOptions: { parserOptions: { projectService: false, project: 'apps/admin/tsconfig.jest.json' } },
  },
  {
    files: ['apps/admin/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
);
