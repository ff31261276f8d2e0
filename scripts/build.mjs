// Builds the servers (one TypeScript program for all apps and libraries) and the console, each when its sources have changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './child-processes.mjs';
import { compressFiles } from './compress-files.mjs';
import { installMissing } from './install.mjs';
import { withProjectLock } from './project-lock.mjs';
import { inProject, pinnedNode, root, runScript, UserFacingError } from './project.mjs';

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
    sources: [
      'apps/admin',
      'libs/contract',
      'scripts/compress-files.mjs',
      'angular.json',
      'tsconfig.json',
      'package-lock.json',
    ],
    command: ['node_modules/@angular/cli/bin/ng.js', 'build', 'admin'],
    stamp: 'dist/.console-built-from',
    output: ['dist/admin'],
    finish: () => compressFiles(inProject('dist/admin/browser')),
  },
];

/** Installs and builds what is missing or out of date, and nothing else. */
export const prepare = (say) => installAndBuild((part) => fingerprint(part) !== readIfExists(part.stamp), say);

function installAndBuild(isChosen, say) {
  return withProjectLock(async () => {
    await installMissing(say);
    await build(parts.filter(isChosen), say);
  }, say);
}

/** In parallel: on two cores both take hardly longer than the slower one. */
async function build(outdated, say) {
  if (outdated.length === 0) return;
  say(`Building ${outdated.map(({ name }) => name).join(' and ')} …`);
  const codes = await Promise.all(outdated.map(buildPart));
  const failed = outdated.filter((_, index) => codes[index] !== 0);
  if (failed.length > 0)
    throw new UserFacingError(
      `Building ${failed.map(({ name }) => name).join(' and ')} failed; the compiler's output is above.`,
    );
}

async function buildPart(part) {
  // before the build, so that what changes meanwhile is built the next time
  const builtFrom = fingerprint(part);
  // the output of a file that was renamed or deleted would still be found
  for (const path of [part.stamp, ...part.output]) rmSync(inProject(path), { recursive: true, force: true });
  const code = await runQuietly(pinnedNode, part.command, {
    env: { ...process.env, NG_CLI_ANALYTICS: 'false', CI: 'true' },
  });
  if (code === 0) {
    await part.finish?.();
    mkdirSync(dirname(inProject(part.stamp)), { recursive: true });
    writeFileSync(inProject(part.stamp), builtFrom);
  }
  return code;
}

/** Hashes the content, not the times: switching to another branch and back builds nothing. */
function fingerprint({ sources }) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of sources.flatMap((source) => filesBelow(inProject(source))).sort()) {
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

function readIfExists(path) {
  return statSync(inProject(path), { throwIfNoEntry: false }) ? readFileSync(inProject(path), 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await installAndBuild(() => true, console.log);
    return 0;
  });
}
