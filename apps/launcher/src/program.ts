import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { LogFile } from './log-file.js';
import { readLogLine } from './log-line.js';

export interface ProgramOptions {
  name: string;
  /** The compiled file, and what it is handed. */
  command: string[];
  env: NodeJS.ProcessEnv;
  logPath: string;
  /** Handed each line that a person should see. */
  onTrouble: (line: string) => void;
}

const linesKept = 12;
const secondsToFinish = 10;

/**
 * One of Daybook's programs as a child process. It has a session of its own, so that Ctrl-C reaches only the launcher, which
 * stops things in order; and a channel to us, by whose end it notices that we are gone.
 */
export class Program {
  /** Its exit code, 128 and more for a signal. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  #running = true;

  constructor(private readonly options: ProgramOptions) {
    const { name, command, env, logPath, onTrouble } = options;
    const log = new LogFile(logPath);
    this.#child = spawn(
      process.execPath,
      ['--enable-source-maps', '--disable-warning=ExperimentalWarning', ...command],
      {
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(line);
        const { words, trouble } = readLogLine(line);
        this.#lastLines.push(words);
        if (this.#lastLines.length > linesKept) this.#lastLines.shift();
        if (trouble) onTrouble(`${name}: ${trouble}: ${words}`);
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#lastLines.push(error.message);
        resolve(127);
      });
      this.#child.once('close', (code, signal) => {
        this.#running = false;
        log.close();
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** By which its process is known again. */
  get script(): string {
    return this.options.command[0] ?? '';
  }

  get lastLines(): string {
    return this.#lastLines.join('\n');
  }

  /** Asks it to finish; makes it, if that takes too long. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), secondsToFinish * 1000);
    await this.ended;
    clearTimeout(force);
  }
}
