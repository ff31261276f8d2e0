import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const longestBytes = 20_000_000;

/** A program's log: fresh at each start, the one before kept beside it as `.1`; the same when it grows long. */
export class LogFile {
  #file: number;
  #bytes = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = this.#startAfresh();
  }

  write(line: string): void {
    if (this.#bytes > longestBytes) {
      closeSync(this.#file);
      this.#file = this.#startAfresh();
    }
    this.#bytes += writeSync(this.#file, `${line}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }

  #startAfresh(): number {
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.1`);
    const file = openSync(this.path, 'a', 0o600);
    this.#bytes = fstatSync(file).size;
    return file;
  }
}
