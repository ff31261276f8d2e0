// `npm run test:teeth [-- WORDS]`: takes the safeties that test/teeth/teeth.mjs lists out of copies of this checkout, one by
// one, and fails when the specs stay green, or when a safety no longer stands where it is looked for.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  chmodSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasRedis } from '../test/support/redis-server.mjs';
import { patched } from '../test/teeth/patched.mjs';
import { teeth } from '../test/teeth/teeth.mjs';
import { getReady } from './build.mjs';
import { inCheckout, pinnedNode, root, runScript, UserFacingError } from './checkout.mjs';
import { runAside } from './run.mjs';

const copies = 2;
const words = process.argv.slice(2).join(' ');

await runScript(async () => {
  const named = teeth.filter(({ safety }) => safety.includes(words));
  if (named.length === 0) throw new UserFacingError(`No safety is called "${words}".`);
  const chosen = named.filter((tooth) => hasRedis() || !wantsRedis(tooth));
  for (const { safety } of named.filter((tooth) => !chosen.includes(tooth)))
    console.error(`Left out, because there is no Redis: ${safety}.`);
  // before anything is copied: a change that no longer applies stops everything
  for (const tooth of chosen) patched(tooth, root);
  await getReady(console.error);
  const folder = mkdtempSync(join(tmpdir(), 'daybook-teeth-'));
  chmodSync(folder, 0o755);
  const { startEmbeddedPostgres } = await import('../dist/libs/database/src/index.js');
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'server'),
    say: () => undefined,
    durable: false,
    settings: { max_connections: '300' },
  });
  try {
    return await bite(chosen, folder, server.url('postgres'));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

function wantsRedis({ specs }) {
  return specs.some((spec) => spec.endsWith('.redis'));
}

async function bite(chosen, folder, database) {
  const places = Array.from({ length: copies }, (_, index) => copyTo(join(folder, String(index))));
  const specs = [...new Set(chosen.flatMap((tooth) => tooth.specs))];
  const whole = await runSpecs(places[0], specs, database);
  if (whole.verdict !== 'green') throw new UserFacingError(`The specs fail without a change:\n${whole.told}`);

  const waiting = [...chosen];
  const missing = [];
  await Promise.all(
    places.map(async (place) => {
      for (let tooth = waiting.shift(); tooth; tooth = waiting.shift()) {
        const { verdict, told } = await tryOne(tooth, place, database);
        console.log(`${verdict === 'bitten' ? 'bites  ' : 'MISSING'}  ${tooth.safety}: ${told}`);
        if (verdict !== 'bitten') missing.push(tooth.safety);
      }
    }),
  );
  console.log(`${chosen.length - missing.length} of ${chosen.length} teeth bite.`);
  return missing.length === 0 ? 0 : 1;
}

async function tryOne(tooth, place, database) {
  const changed = patched(tooth, place);
  const kept = changed.map(({ path }) => readFileSync(path, 'utf8'));
  const dist = join(place, 'dist');
  try {
    for (const { path, text } of changed) writeFileSync(path, text);
    if (tooth.builds) await build(place);
    return await runSpecs(place, tooth.specs, database);
  } finally {
    changed.forEach(({ path }, index) => writeFileSync(path, kept[index]));
    if (tooth.builds) {
      rmSync(dist, { recursive: true });
      cpSync(inCheckout('dist'), dist, { recursive: true });
    }
  }
}

function copyTo(place) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((name) => name && existsSync(inCheckout(name)))) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    cpSync(inCheckout(file), join(place, file));
  }
  cpSync(inCheckout('dist'), join(place, 'dist'), { recursive: true });
  symlinkSync(inCheckout('node_modules'), join(place, 'node_modules'));
  return place;
}

async function build(place) {
  rmSync(join(place, 'dist', '.tsbuildinfo'), { force: true });
  const nest = inCheckout('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { code, output } = await runAside(pinnedNode, [nest, 'build', 'api'], { cwd: place });
  if (code !== 0) throw new UserFacingError(`The copy does not build:\n${output}`);
}

/** `bitten` when a test failed; a file that cannot even be loaded has tested nothing. */
async function runSpecs(place, specs, database) {
  const report = join(place, 'teeth.json');
  rmSync(report, { force: true });
  const jest = inCheckout('node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const projects = ['node', ...(hasRedis() ? ['redis'] : [])];
  // a test that fails may leave behind what would keep Jest from ending
  const args = [
    '--forceExit',
    '--selectProjects',
    ...projects,
    '--json',
    `--outputFile=${report}`,
    '--testPathPatterns',
    ...specs,
  ];
  const { output } = await runAside(pinnedNode, [...flags, jest, ...args], {
    cwd: place,
    env: { ...process.env, NODE_ENV: 'test', TEST_DATABASE_URL: database },
  });
  if (!existsSync(report)) return { verdict: 'broken', told: output.slice(-2_000) };
  const { testResults, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults.flatMap((file) => file.assertionResults.filter((test) => test.status === 'failed'));
  if (failed.length > 0) return { verdict: 'bitten', told: failed[0].fullName };
  const unloaded = testResults.filter((file) => file.status === 'failed').map((file) => file.message);
  if (unloaded.length > 0) return { verdict: 'broken', told: unloaded.join('\n').slice(0, 2_000) };
  return { verdict: 'green', told: `${numTotalTests} tests stay green` };
}
