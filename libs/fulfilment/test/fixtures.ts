import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../test/fixtures');

/** A recorded body, such as `fixture('printify/order-updated')`. */
export const fixture = (name: string): string => readFileSync(join(folder, `${name}.json`), 'utf8');

/** A recorded body that `change` has modified. */
export function changed(name: string, change: (recorded: Record<string, unknown>) => void): string {
  const recorded = JSON.parse(fixture(name)) as Record<string, unknown>;
  change(recorded);
  return JSON.stringify(recorded);
}

export const fixturesIn = (directory: string): string[] =>
  readdirSync(join(folder, directory)).map((file) => file.replace(/\.json$/, ''));
