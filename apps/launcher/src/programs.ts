import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import { logsDir } from './launch-plan.js';
import { recordProcesses, type ProcessRecord } from './orphan-processes.js';
import { Program } from './program.js';
import { RestartLimiter } from './restart-limiter.js';

export interface ProgramsContext {
  dist: string;
  dataDir: string;
  log: (sentence: string) => void;
  /** Aborted when everything is to stop. */
  stopping: AbortSignal;
  onFatal: (error: UserFacingError) => void;
}

export class Programs {
  readonly #running = new Set<Program>();
  #haveBeenHealthy = false;

  constructor(private readonly options: ProgramsContext) {}

  /** Starts an app and restarts it whenever it ends, once all apps have been healthy. */
  async keepRunning(app: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { stopping, log, onFatal } = this.options;
    const isStopping = () => stopping.aborted;
    const limiter = new RestartLimiter();
    while (!isStopping()) {
      const { reason, error } = await this.#run(app, [join('apps', app, 'src', 'main.js')], env);
      if (isStopping()) return;
      const exits = limiter.recordExit();
      if (!this.#haveBeenHealthy || limiter.isExceeded) {
        onFatal(error);
        return;
      }
      log(`The ${app} ended (${reason}); restarting it.`);
      await pause(exits * 250);
    }
  }

  /** Runs a program that ends by itself. Throws a `UserFacingError` with its last lines if it fails. */
  async runOnce(name: string, command: string[], env: NodeJS.ProcessEnv): Promise<void> {
    const stop = () => void this.stop();
    this.options.stopping.addEventListener('abort', stop, { once: true });
    const { code, error } = await this.#run(name, command, env);
    this.options.stopping.removeEventListener('abort', stop);
    if (code !== 0) throw error;
  }

  /** Waits until `url` answers 200. Throws a `UserFacingError` after a minute. */
  async waitUntilHealthy(url: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await isHealthy(url))) {
      this.options.stopping.throwIfAborted();
      if (Date.now() > deadline)
        throw new UserFacingError(`The api did not become ready. Its log: ${this.#logPath('api')}`);
      await pause(50);
    }
    this.#haveBeenHealthy = true;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.stop()));
  }

  async #run(name: string, [script = '', ...args]: string[], env: NodeJS.ProcessEnv) {
    const { dist, log } = this.options;
    const logPath = this.#logPath(name);
    const program = new Program({ name, command: [join(dist, script), ...args], env, logPath, onWarning: log });
    this.#running.add(program);
    this.#recordProcesses();
    const code = await program.exitCode;
    this.#running.delete(program);
    this.#recordProcesses();
    const reason = describeExit(code);
    const lines =
      program.lastLines === '' ? 'It printed nothing.' : `Its last lines (see ${logPath}):\n${program.lastLines}`;
    return { code, reason, error: new UserFacingError(`The ${name} ended (${reason}). ${lines}`) };
  }

  #recordProcesses(): void {
    const launcher: ProcessRecord = { pid: process.pid, command: join(this.options.dist, 'apps', 'launcher') };
    const programs = [...this.#running].flatMap(({ pid, script }) =>
      pid === undefined ? [] : [{ pid, command: script }],
    );
    recordProcesses(this.options.dataDir, [launcher, ...programs]);
  }

  #logPath(name: string): string {
    return join(logsDir(this.options), `${name}.log`);
  }
}

function describeExit(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal ? signal[0] : `exit code ${code}`;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
