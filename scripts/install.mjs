// Installs what package-lock.json lists, unless that is installed.
import { readFileSync } from 'node:fs';
import { run } from './child-processes.mjs';
import { hasPinnedNode, inProject, UserFacingError } from './project.mjs';

export async function installMissing(say) {
  if (isInstalled()) return;
  say('Installing the packages that package-lock.json lists (a minute or so) …');
  // devDependencies hold the pinned Node and the compilers, which npm leaves out under NODE_ENV=production
  const code = await run('npm', ['ci', '--include=dev'], { shell: process.platform === 'win32' });
  if (code !== 0)
    throw new UserFacingError('npm could not install the packages; its output is above. Fix that, then try again.');
  if (!hasPinnedNode()) {
    throw new UserFacingError(
      'The install left out the Node that Daybook runs on. If npm skips install scripts, run "npm config set ignore-scripts false", then try again.',
    );
  }
}

/** npm writes the list of what it installed last: a killed install leaves no list, or the one from before. */
function isInstalled() {
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules', '.package-lock.json');
  if (!locked || !installed || !hasPinnedNode()) return false;
  return Object.entries(locked).every(([path, entry]) => {
    const found = installed[path];
    // builds for other platforms are left out; the entry without a path is this project
    return found
      ? found.version === entry.version && found.integrity === entry.integrity
      : entry.optional || path === '';
  });
}

function packagesOf(...path) {
  try {
    return JSON.parse(readFileSync(inProject(...path), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
