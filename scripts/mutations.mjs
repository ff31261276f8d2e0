// `npm run test:mutations [-- WORDS]`: takes the safeties that test/mutations lists out of copies of this project, one by one,
// and fails when the specs still pass. With `--check` it only says whether each mutation still matches the code.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mutatedFiles } from '../test/mutations/mutated-files.mjs';
import { mutations } from '../test/mutations/mutations.mjs';
import { hasRedis } from '../test/support/redis-server.mjs';
import { prepare } from './build.mjs';
import { runCaptured } from './child-processes.mjs';
import { jestCommand, testEnv } from './jest.mjs';
import { inProject, pinnedNode, root, runScript, UserFacingError } from './project.mjs';

const copies = 2;
const args = process.argv.slice(2);

await runScript(() => (args.includes('--check') ? check() : test(args.join(' '))));

function check() {
  for (const mutation of mutations) mutatedFiles(mutation, root);
  console.log(`All ${mutations.length} mutations match the code.`);
  return 0;
}

async function test(words) {
  const named = mutations.filter(({ safety }) => safety.includes(words));
  if (named.length === 0) throw new UserFacingError(`No safety is called "${words}".`);
  const chosen = named.filter((mutation) => hasRedis() || !needsRedis(mutation));
  for (const { safety } of named.filter((mutation) => !chosen.includes(mutation)))
    console.error(`Left out, because there is no Redis: ${safety}.`);
  // before anything is copied: a mutation that no longer matches stops everything
  for (const mutation of chosen) mutatedFiles(mutation, root);
  await prepare(console.error);
  const folder = mkdtempSync(join(tmpdir(), 'daybook-mutations-'));
  chmodSync(folder, 0o755);
  const { startEmbeddedPostgres } = await import('../dist/libs/database/src/index.js');
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'server'),
    log: () => undefined,
    durable: false,
    settings: { max_connections: '300' },
  });
  try {
    return await testAll(chosen, folder, server.url('postgres'));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function needsRedis({ specs }) {
  return specs.some((spec) => spec.endsWith('.redis'));
}

async function testAll(chosen, folder, database) {
  const places = Array.from({ length: copies }, (_, index) => copyTo(join(folder, String(index))));
  const specs = [...new Set(chosen.flatMap((mutation) => mutation.specs))];
  const unmutated = await runSpecs(places[0], specs, database);
  if (unmutated.verdict !== 'survived')
    throw new UserFacingError(`The specs fail without a mutation:\n${unmutated.detail}`);

  const queue = [...chosen];
  const survivors = [];
  await Promise.all(
    places.map(async (place) => {
      for (let mutation = queue.shift(); mutation; mutation = queue.shift()) {
        const { verdict, detail } = await testOne(mutation, place, database);
        console.log(`${verdict.toUpperCase().padEnd(8)}  ${mutation.safety}: ${detail}`);
        if (verdict !== 'killed') survivors.push(mutation.safety);
      }
    }),
  );
  console.log(`${chosen.length - survivors.length} of ${chosen.length} mutations are noticed.`);
  return survivors.length === 0 ? 0 : 1;
}

async function testOne(mutation, place, database) {
  const changed = mutatedFiles(mutation, place);
  const originals = changed.map(({ path }) => readFileSync(path, 'utf8'));
  const dist = join(place, 'dist');
  try {
    for (const { path, text } of changed) writeFileSync(path, text);
    if (mutation.builds) await build(place);
    return await runSpecs(place, mutation.specs, database);
  } finally {
    changed.forEach(({ path }, index) => writeFileSync(path, originals[index]));
    if (mutation.builds) {
      rmSync(dist, { recursive: true });
      cpSync(inProject('dist'), dist, { recursive: true });
    }
  }
}

function copyTo(place) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((name) => name && existsSync(inProject(name)))) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    cpSync(inProject(file), join(place, file));
  }
  cpSync(inProject('dist'), join(place, 'dist'), { recursive: true });
  symlinkSync(inProject('node_modules'), join(place, 'node_modules'));
  return place;
}

async function build(place) {
  rmSync(join(place, 'dist', '.tsbuildinfo'), { force: true });
  const nest = inProject('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { code, output } = await runCaptured(pinnedNode, [nest, 'build', 'api'], { cwd: place });
  if (code !== 0) throw new UserFacingError(`The copy does not build:\n${output}`);
}

/** `killed` when a test failed, `broken` when a file could not even be loaded, which tests nothing. */
async function runSpecs(place, specs, database) {
  const report = join(place, 'jest-report.json');
  rmSync(report, { force: true });
  const projects = ['node', ...(hasRedis() ? ['redis'] : [])];
  // a test that fails may leave behind what would keep Jest from ending
  const jestArgs = [
    '--forceExit',
    '--selectProjects',
    ...projects,
    '--json',
    `--outputFile=${report}`,
    '--testPathPatterns',
    ...specs,
  ];
  const { output } = await runCaptured(pinnedNode, [...jestCommand, ...jestArgs], {
    cwd: place,
    env: { ...process.env, ...testEnv, TEST_DATABASE_URL: database },
  });
  if (!existsSync(report)) return { verdict: 'broken', detail: output.slice(-2_000) };
  const { testResults, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults.flatMap((file) => file.assertionResults.filter((test) => test.status === 'failed'));
  if (failed.length > 0) return { verdict: 'killed', detail: failed[0].fullName };
  const unloaded = testResults.filter((file) => file.status === 'failed').map((file) => file.message);
  if (unloaded.length > 0) return { verdict: 'broken', detail: unloaded.join('\n').slice(0, 2_000) };
  return { verdict: 'survived', detail: `${numTotalTests} tests still pass` };
}
