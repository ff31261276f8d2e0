import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from '../../scripts/checkout.mjs';

/** The files of a checkout as they are without a safety; throws unless each change has its one place. */
export function patched({ safety, file, changes, alsoIn }, checkout) {
  const path = join(checkout, file);
  const text = changes.reduce(
    (before, [from, to]) => {
      const found = before.split(from).length - 1;
      if (found !== 1) throw new UserFacingError(`"${safety}" is ${found} times in ${file}, not once:\n${from}`);
      return before.replace(from, () => to);
    },
    readFileSync(path, 'utf8'),
  );
  return [{ file, path, text }, ...(alsoIn ? patched({ safety, ...alsoIn }, checkout) : [])];
}
