import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A folder of `apps/sandbox` in the checkout. The compiled program in `dist` has no copy, so it searches the folders above.
 */
export function projectFolder(name: 'catalogue' | 'public'): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'apps/sandbox', name))) {
    if (folder === dirname(folder)) throw new Error(`The folder apps/sandbox/${name} was not found.`);
    folder = dirname(folder);
  }
  return join(folder, 'apps/sandbox', name);
}
