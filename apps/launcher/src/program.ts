import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { LogFile } from './log-file.js';
import { parseLogLine } from './log-line.js';

export interface ProgramOptions {
  name: string;
  command: string[];
  env: NodeJS.ProcessEnv;
  logPath: string;
  onWarning: (line: string) => void;
  /** It has started well. */
  onReady: () => void;
}

export const nodeFlags = ['--enable-source-maps', '--disable-warning=ExperimentalWarning'];

const maxLastLines = 12;
const stopTimeoutSeconds = 10;

/**
 * One of Daybook's programs as a child process. It is detached, so that Ctrl-C reaches only the launcher, which stops
 * everything in order. It has an IPC channel, which closes when the launcher is gone.
 */
export class Program {
  /** Resolves to its exit code; 128 and more for a signal. */
  readonly exitCode: Promise<number>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  #lastWords = '';
  readonly #startedAt = performance.now();
  #isRunning = true;

  constructor(private readonly options: ProgramOptions) {
    const { name, command, env, logPath, onWarning, onReady } = options;
    const log = new LogFile(logPath);
    this.#child = spawn(process.execPath, [...nodeFlags, ...command], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(line);
        const { text, severity } = parseLogLine(line);
        this.#lastLines.push(text);
        if (this.#lastLines.length > maxLastLines) this.#lastLines.shift();
        if (isSentence(text)) this.#lastWords = text;
        if (severity) onWarning(`${name}: ${severity}: ${text}`);
      });
    }
    this.#child.on('message', (message) => {
      if (message === 'ready') onReady();
    });
    this.exitCode = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#lastLines.push(error.message);
        resolve(127);
      });
      this.#child.once('close', (code, signal) => {
        this.#isRunning = false;
        log.close();
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ranForSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  get script(): string {
    return this.options.command[0] ?? '';
  }

  get lastLines(): string {
    return this.#lastLines.join('\n');
  }

  /** The last line that is no part of a stack. */
  get lastWords(): string {
    return this.#lastWords;
  }

  /** Sends it a message; one that has ended misses it. */
  send(message: object): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Terminates it, and kills it if that takes longer than 10 seconds. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopTimeoutSeconds * 1000);
    await this.exitCode;
    clearTimeout(timer);
  }
}

/** Rather than a frame of a stack, a piece of code, or Node's own last line. */
const isSentence = (line: string) => /^\p{L}/u.test(line) && !/^Node\.js v\d/.test(line);
