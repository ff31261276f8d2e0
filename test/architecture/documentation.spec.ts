import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadSettings, settingsSchema } from '@daybook/config';
import { declaredReactions } from '@daybook/events';
import { declaredJobs, JobPolicies, taskNames } from '@daybook/jobs';
import { describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { z } from 'zod';
import '../../apps/worker/src/worker.module.js';
import { sandboxSettingsSchema } from '../../apps/sandbox/src/settings.js';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The rows of every table in `file` whose first column is headed `heading`, each as its cells. */
function tableRows(file: string, heading: string): string[][] {
  const rows: string[][] = [];
  let isInTable = false;
  for (const line of read(file).split('\n')) {
    const [first = '', ...others] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (first === heading) isInTable = true;
    else if (!line.startsWith('|')) isInTable = false;
    else if (isInTable && !/^-+:?$/.test(first)) rows.push([first, ...others]);
  }
  return rows;
}

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));
const sourceFiles = ['apps', 'libs', 'test']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts'));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

const unquote = (cell = '') => /^`([^`]*)`$/.exec(cell)?.[1];
const namesIn = (rows: string[][]) => rows.map(([name]) => unquote(name)).sort();

/** Read by `npm start`; the API and the worker never see them. */
const launcherSettings = ['DATA_DIR', 'SANDBOX'];
const settingNames = [...Object.keys(settingsSchema.shape), ...launcherSettings].sort();

const writable = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).min(1)]);

/** The settings that have a default, with that default as it would be written in `.env`. */
const defaultsOf = (settings: Record<string, z.ZodType>) =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => {
      const { data } = writable.safeParse(setting.safeParse(undefined).data);
      return data === undefined ? [] : [[name, String(data)]];
    }),
  );

describe.each([
  { file: 'docs/configuration.md', heading: 'Setting', settings: settingsSchema.shape, others: launcherSettings },
  {
    file: 'docs/sandbox.md',
    heading: 'Sandbox setting',
    settings: sandboxSettingsSchema.shape,
    others: [] as string[],
  },
])('$file', ({ file, heading, settings, others }) => {
  const rows = tableRows(file, heading);

  it('has one row for each setting', () => {
    expect(namesIn(rows)).toEqual([...Object.keys(settings), ...others].sort());
  });

  it('states the default of each setting that has one, and no other', () => {
    const stated = rows
      .map(([name, cell]) => [unquote(name) ?? '', unquote(cell)] as const)
      .filter(([name, value]) => value !== undefined && !others.includes(name));
    expect(Object.fromEntries(stated)).toEqual(defaultsOf(settings));
  });
});

describe('.env.example', () => {
  const lines = [...read('.env.example').matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => ({ name, value }));

  it('has one line for each setting, commented out', () => {
    expect(lines.map(({ name }) => name).sort()).toEqual(settingNames);
  });

  it('shows the default of each setting that has one', () => {
    const values = new Map(lines.map(({ name, value }) => [name, value]));
    const defaults = defaultsOf(settingsSchema.shape);
    const shown = Object.keys(defaults).map((name) => [name, values.get(name)]);
    expect(Object.fromEntries(shown)).toEqual(defaults);
  });
});

describe('docs/operations.md', () => {
  it('has one row for each scheduled task', () => {
    expect(namesIn(tableRows('docs/operations.md', 'Task'))).toEqual([...taskNames].sort());
  });

  it('has one row for each job, with its attempts and its time limit', () => {
    const stated = tableRows('docs/operations.md', 'Job').map(([name, , ...limits]) => [unquote(name), ...limits]);
    const policies = new JobPolicies(loadSettings({ DATABASE_URL: 'postgresql://localhost/daybook' }));
    const actual = declaredJobs().map(({ name }) => {
      const { maxAttempts, timeoutSeconds } = policies.get(name);
      return [name, String(maxAttempts), String(timeoutSeconds)];
    });
    expect(stated.sort()).toEqual(actual.sort());
  });
});

describe('the Stripe endpoint', () => {
  it.each(['README.md', 'docs/install.md'])('is described in %s with the API version that Daybook speaks', (file) => {
    expect(read(file)).toContain(`\`${Stripe.API_VERSION}\``);
  });
});

describe('docs/architecture.md', () => {
  it('lists every reaction, with its sentence', () => {
    const stated = tableRows('docs/architecture.md', 'Reaction to').map(([to, sentence]) => [unquote(to), sentence]);
    const actual = declaredReactions().map(({ to, sentence }) => [to, sentence]);
    expect(stated.sort()).toEqual(actual.sort());
  });
});

describe('the documentation', () => {
  /** Matches of `pattern` in the documents for which `exists` is false, as `FILE: MATCH`. */
  const unknown = (pattern: RegExp, exists: (match: string, file: string) => boolean, files = documents) =>
    files.flatMap((file) =>
      [...read(file).matchAll(pattern)]
        .map(([, match = '']) => match)
        .filter((match) => !exists(match, file))
        .map((match) => `${file}: ${match}`),
    );

  // decisions describe their own time, and the changelog names what was removed
  const current = documents.filter((file) => !file.startsWith('docs/adr/') && file !== 'CHANGELOG.md');

  it('links to files that exist', () => {
    const links = /\]\((?!https?:)([^)#]+)/g;
    expect(unknown(links, (target, file) => existsSync(join(root, dirname(file), target)))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const paths = /`((?:apps|libs|scripts|test|docs)\/[\w./-]+)`/g;
    expect(unknown(paths, (path) => /NNNN|NAME/.test(path) || existsSync(join(root, path)), current)).toEqual([]);
  });

  it('names classes, types and functions that exist', () => {
    const identifiers = /`([A-Z][a-z]+[A-Z]\w*|[a-z]+[A-Z]\w*)[(`.]/g;
    const code = sourceFiles.map(read).join('\n');
    expect(unknown(identifiers, (name) => new RegExp(`\\b${name}\\b`).test(code), current)).toEqual([]);
  });

  it('names commands that exist', () => {
    expect(unknown(/\bnpm run ([\w:-]+)/g, (command) => command in scripts)).toEqual([]);
  });
});
