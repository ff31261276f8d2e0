// Installs what package-lock.json lists, unless that is what is there.
import { readFileSync } from 'node:fs';
import { hasPinnedNode, inCheckout, UserFacingError } from './checkout.mjs';
import { run } from './run.mjs';

export async function installMissing(say) {
  if (isInstalled()) return;
  say('Installing the packages that package-lock.json lists (a minute or so) …');
  // devDependencies hold the pinned Node and the compilers, which npm leaves out under NODE_ENV=production
  const code = await run('npm', ['ci', '--include=dev'], { shell: process.platform === 'win32' });
  if (code !== 0)
    throw new UserFacingError('npm could not install the packages; what it says is above. Mend that, then try again.');
  if (!hasPinnedNode()) {
    throw new UserFacingError(
      'The install left out the Node that Daybook runs on. If npm is told to skip install scripts, run "npm config set ignore-scripts false", then try again.',
    );
  }
}

/** npm writes down what it has installed, and does so last: a killed install leaves nothing, or what was there before. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules', '.package-lock.json');
  if (!wanted || !installed || !hasPinnedNode()) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const there = installed[path];
    // builds for other platforms are left out; the entry without a path is this project
    return there
      ? there.version === entry.version && there.integrity === entry.integrity
      : entry.optional || path === '';
  });
}

function packagesOf(...path) {
  try {
    return JSON.parse(readFileSync(inCheckout(...path), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
