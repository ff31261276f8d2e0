// Builds the servers (one TypeScript program for all apps and libraries) and the console, each when its sources changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inCheckout, pinnedNode, root, runScript, UserFacingError } from './checkout.mjs';
import { installMissing } from './install.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { runQuietly } from './run.mjs';

const parts = [
  {
    name: 'the servers',
    sources: [
      'apps/api',
      'apps/worker',
      'apps/sandbox',
      'apps/launcher',
      'libs',
      'tsconfig.json',
      'tsconfig.build.json',
      'nest-cli.json',
      'package-lock.json',
    ],
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'api'],
    stamp: 'dist/.servers-built-from',
    output: ['dist/apps', 'dist/libs', 'dist/.tsbuildinfo'],
  },
  {
    name: 'the console',
    sources: ['apps/admin', 'libs/contract', 'angular.json', 'tsconfig.json', 'package-lock.json'],
    command: ['node_modules/@angular/cli/bin/ng.js', 'build', 'admin'],
    stamp: 'dist/.console-built-from',
    output: ['dist/admin'],
  },
];

/** Installs and builds what is missing or out of date, and nothing else. */
export function getReady(say) {
  return oneAtATime(
    async () => {
      await installMissing(say);
      await build(
        parts.filter((part) => fingerprint(part) !== readIfThere(part.stamp)),
        say,
      );
    },
    () => say('Another command installs or builds here; waiting for it …'),
  );
}

/** Side by side: on two cores both take hardly longer than the slower one. */
async function build(outdated, say) {
  if (outdated.length === 0) return;
  say(`Building ${outdated.map(({ name }) => name).join(' and ')} …`);
  const codes = await Promise.all(outdated.map(buildPart));
  const failed = outdated.filter((_, index) => codes[index] !== 0);
  if (failed.length > 0)
    throw new UserFacingError(
      `Building ${failed.map(({ name }) => name).join(' and ')} failed; what the compiler says is above.`,
    );
}

async function buildPart(part) {
  // taken before, so that what changes meanwhile is built the next time
  const builtFrom = fingerprint(part);
  // what is left of a file that has another name by now would still be found
  for (const path of [part.stamp, ...part.output]) rmSync(inCheckout(path), { recursive: true, force: true });
  const code = await runQuietly(pinnedNode, part.command, {
    env: { ...process.env, NG_CLI_ANALYTICS: 'false', CI: 'true' },
  });
  if (code === 0) {
    mkdirSync(dirname(inCheckout(part.stamp)), { recursive: true });
    writeFileSync(inCheckout(part.stamp), builtFrom);
  }
  return code;
}

/** What the sources hold, not when they were written: a checkout of another branch and back builds nothing. */
function fingerprint({ sources }) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of sources.flatMap((source) => filesBelow(inCheckout(source))).sort()) {
    hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return path.endsWith('.spec.ts') ? [] : [path];
  return readdirSync(path).flatMap((name) => filesBelow(`${path}/${name}`));
}

function readIfThere(path) {
  return statSync(inCheckout(path), { throwIfNoEntry: false }) ? readFileSync(inCheckout(path), 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await oneAtATime(
      async () => {
        await installMissing(console.log);
        await build(parts, console.log);
      },
      () => console.log('Another command installs or builds here; waiting for it …'),
    );
    return 0;
  });
}
