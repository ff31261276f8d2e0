import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from '../../scripts/project.mjs';

/** The files that a mutation changes, with their mutated text; throws unless each change matches exactly once. */
export function mutatedFiles({ safety, file, changes, alsoIn }, checkout) {
  const path = join(checkout, file);
  const text = changes.reduce(
    (before, [from, to]) => {
      const matches = before.split(from).length - 1;
      if (matches !== 1)
        throw new UserFacingError(`"${safety}" matches ${matches} times in ${file}, not once:\n${from}`);
      return before.replace(from, () => to);
    },
    readFileSync(path, 'utf8'),
  );
  return [{ path, text }, ...(alsoIn ? mutatedFiles({ safety, ...alsoIn }, checkout) : [])];
}
