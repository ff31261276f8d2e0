import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const writeDelayMs = 50;

interface StateSlice<T> {
  snapshot: () => T;
  restore: (value: T) => void;
}

/**
 * State that survives a restart: orders that a running Daybook waits for, webhook registrations, payments. It is one file in
 * the data directory, written shortly after a change; without a directory nothing is written.
 */
export class PersistedState {
  readonly #parts = new Map<string, () => unknown>();
  readonly #path: string | null;
  readonly #earlier: Record<string, unknown>;
  #scheduled: NodeJS.Timeout | undefined;

  constructor(dataDir: string | undefined) {
    this.#path = dataDir === undefined ? null : join(dataDir, 'sandbox-state.json');
    this.#earlier = this.#path === null ? {} : read(this.#path);
  }

  /** Restores at once what an earlier sandbox saved under `name`. */
  register<T>(name: string, { snapshot, restore }: StateSlice<T>): void {
    this.#parts.set(name, snapshot);
    if (name in this.#earlier) restore(this.#earlier[name] as T);
  }

  scheduleWrite(): void {
    if (this.#path !== null) this.#scheduled ??= setTimeout(() => this.#write(), writeDelayMs);
  }

  /** Writes pending changes at once. */
  flush(): void {
    if (this.#scheduled) this.#write();
  }

  #write(): void {
    clearTimeout(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#path === null) return;
    const state = Object.fromEntries([...this.#parts].map(([name, snapshot]) => [name, snapshot()]));
    try {
      // if the process is killed while writing, the old file stays intact
      writeFileSync(`${this.#path}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      process.stderr.write(`The sandbox could not save its state: ${String(error)}\n`);
    }
  }
}

function read(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
