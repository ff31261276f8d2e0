import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import { Deaths } from './deaths.js';
import { noteRunning, type Trace } from './leftovers.js';
import { Program } from './program.js';

export interface ProgramsOptions {
  /** Where the compiled apps are. */
  dist: string;
  dataDir: string;
  say: (sentence: string) => void;
  /** Aborted when everything is to stop. */
  stopping: AbortSignal;
  /** Told when a program cannot be kept running. */
  giveUp: (reason: UserFacingError) => void;
}

/** The programs of one start: runs them, starts again those that die, stops them all. */
export class Programs {
  readonly #running = new Set<Program>();
  #healthy = false;

  constructor(private readonly options: ProgramsOptions) {}

  /** Starts an app and keeps it running. One that ends before all were healthy once is not tried again. */
  async keepRunning(app: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { stopping, say, giveUp } = this.options;
    const isStopping = () => stopping.aborted;
    const deaths = new Deaths();
    while (!isStopping()) {
      const end = await this.#run(app, [join('apps', app, 'src', 'main.js')], env);
      if (isStopping()) return;
      const lately = deaths.count();
      if (!this.#healthy || deaths.areTooMany) {
        giveUp(end.sentence);
        return;
      }
      say(`The ${app} ended (${end.how}); starting it again.`);
      await pause(lately * 250);
    }
  }

  /** Runs a program that ends by itself. Throws a `UserFacingError` with its last lines if it fails. */
  async runOnce(name: string, command: string[], env: NodeJS.ProcessEnv): Promise<void> {
    const stop = () => void this.stop();
    this.options.stopping.addEventListener('abort', stop, { once: true });
    const end = await this.#run(name, command, env);
    this.options.stopping.removeEventListener('abort', stop);
    if (end.code !== 0) throw end.sentence;
  }

  /** Waits until `url` answers 200. Throws a `UserFacingError` if that takes longer than a minute. */
  async untilHealthy(url: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await answers(url))) {
      this.options.stopping.throwIfAborted();
      if (Date.now() > deadline)
        throw new UserFacingError(`The api does not get ready. Its log: ${this.#logPath('api')}`);
      await pause(50);
    }
    this.#healthy = true;
  }

  /** Stops all of them at once and waits until the last is gone. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.stop()));
  }

  async #run(name: string, [script = '', ...args]: string[], env: NodeJS.ProcessEnv) {
    const { dist, say } = this.options;
    const logPath = this.#logPath(name);
    const program = new Program({ name, command: [join(dist, script), ...args], env, logPath, onTrouble: say });
    this.#running.add(program);
    this.#note();
    const code = await program.ended;
    this.#running.delete(program);
    this.#note();
    const how = howItEnded(code);
    const lines =
      program.lastLines === ''
        ? 'It said nothing.'
        : `Its last lines (all of them are in ${logPath}):\n${program.lastLines}`;
    return { code, how, sentence: new UserFacingError(`The ${name} ended (${how}). ${lines}`) };
  }

  #note(): void {
    const own: Trace = { pid: process.pid, command: join(this.options.dist, 'apps', 'launcher') };
    const traces = [...this.#running].flatMap(({ pid, script }) =>
      pid === undefined ? [] : [{ pid, command: script }],
    );
    noteRunning(this.options.dataDir, [own, ...traces]);
  }

  #logPath(name: string): string {
    return join(this.options.dataDir, 'logs', `${name}.log`);
  }
}

function howItEnded(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal ? signal[0] : `exit code ${code}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
