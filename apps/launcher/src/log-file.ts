import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const maxBytes = 20_000_000;

/** A program's log. Each start, and each 20 MB, begin a new file and keep the previous one as `.1`. */
export class LogFile {
  #file: number;
  #bytes = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = this.#rotate();
  }

  write(line: string): void {
    if (this.#bytes > maxBytes) {
      closeSync(this.#file);
      this.#file = this.#rotate();
    }
    this.#bytes += writeSync(this.#file, `${line}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }

  #rotate(): number {
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.1`);
    const file = openSync(this.path, 'a', 0o600);
    this.#bytes = fstatSync(file).size;
    return file;
  }
}
