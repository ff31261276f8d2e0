import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the templates are. The compiled program stands in `dist`, without them, so they are looked for from this module
 * upwards: the first `libs/mail/templates` that exists is in the project itself.
 */
export function templateFolder(): string {
  let place = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(place, 'libs', 'mail', 'templates'))) {
    const above = dirname(place);
    if (above === place) throw new Error('The folder libs/mail/templates was not found.');
    place = above;
  }
  return join(place, 'libs', 'mail', 'templates');
}
