import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const maxBytes = 20_000_000;

/**
 * A program's log. Each start, and each 20 MB, begin a new file and keep the previous one as `.1`. What cannot be written, as
 * on a full disk, is lost: no line of a log is worth a program.
 */
export class LogFile {
  #file: number | undefined;
  #bytes = 0;
  #lostLines = 0;

  constructor(private readonly path: string) {}

  write(line: string): void {
    try {
      if (this.#file === undefined || this.#bytes > maxBytes) this.#begin();
      const lost = this.#lostLines > 0 ? `(${this.#lostLines} lines could not be written here)\n` : '';
      this.#append(`${lost}${line}\n`);
      this.#lostLines = 0;
    } catch {
      this.#lostLines += 1;
    }
  }

  close(): void {
    if (this.#file === undefined) return;
    const file = this.#file;
    // forgotten first: its number may soon be another file's
    this.#file = undefined;
    closeSync(file);
  }

  #begin(): void {
    this.close();
    mkdirSync(dirname(this.path), { recursive: true });
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.1`);
    this.#file = openSync(this.path, 'a', 0o600);
    this.#bytes = fstatSync(this.#file).size;
  }

  #append(text: string): void {
    if (this.#file === undefined) return;
    const bytes = Buffer.from(text);
    const written = writeSync(this.#file, bytes);
    this.#bytes += written;
    if (written < bytes.length) throw new Error('The disk is full.');
  }
}
