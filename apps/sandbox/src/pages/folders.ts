import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A folder of the sandbox's own files. The compiled program stands in `dist`, without them, so they are looked for from
 * this module upwards: the first `apps/sandbox/<name>` that exists is in the project itself.
 */
export function sandboxFolder(name: 'views' | 'public'): string {
  let place = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(place, 'apps', 'sandbox', name))) {
    const above = dirname(place);
    if (above === place) throw new Error(`The folder apps/sandbox/${name} was not found.`);
    place = above;
  }
  return join(place, 'apps', 'sandbox', name);
}
