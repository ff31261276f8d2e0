import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium as playwright, type Browser } from 'playwright-core';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const packageFolder = join(checkout, 'node_modules', '@sparticuz', 'chromium');
/** The package's own would end the browser with its first page, and disable the same-origin policy. */
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A headless Chromium from npm, which needs no libraries or fonts on the system. */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpackedChromium();
  const executablePath = join(folder, 'chromium');
  const env = { ...process.env, ...(await whatTheSystemLacks(folder, executablePath)) };
  const launch = () => playwright.launch({ executablePath, env, headless: true, args: browserArguments });
  // once in thousands of starts it crashes in getenv(): its threads read the environment while one of them changes it
  return launch().catch(launch);
}

/**
 * The package unpacks into the temporary folder, where it would reuse an interrupted unpacking forever, and it unpacks its
 * libraries only in a cloud function. So this sets both variables, unpacks into a folder of its own, and renames the result.
 */
async function unpackedChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(checkout, 'node_modules', '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.new-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await run(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: checkout,
    env: { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  const fonts = join(unfinished, 'fonts', 'fonts.conf');
  writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${folder}/`));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // another test file finished first
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function whatTheSystemLacks(folder: string, executablePath: string): Promise<NodeJS.ProcessEnv> {
  const fonts: NodeJS.ProcessEnv = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const runs = await run(executablePath, ['--version']).then(
    () => true,
    () => false,
  );
  return runs ? fonts : { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
}
