import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserFacingError } from '@daybook/config';
import { logsDir } from './launch-plan.js';
import { recordProcesses, type ProcessRecord } from './orphan-processes.js';
import { Program } from './program.js';
import { RestartBackoff } from './restart-backoff.js';

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
  /** The apps that have never been ready. */
  readonly #starting = new Set<string>();

  constructor(private readonly options: ProgramsContext) {}

  /**
   * Starts an app and starts it again whenever it ends, after growing pauses and for ever. Only an app that ends by itself before
   * it was ever ready is given up, because it would do so again: a setting is wrong.
   */
  async keepRunning(app: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { stopping, log, onFatal } = this.options;
    const isStopping = () => stopping.aborted;
    const backoff = new RestartBackoff();
    this.#starting.add(app);
    while (!isStopping()) {
      const { program, code, reason, error } = await this.#run(app, [join('apps', app, 'src', 'main.js')], env);
      if (isStopping()) return;
      const isKilled = code > 128;
      if (this.#starting.has(app) && !isKilled) {
        onFatal(error);
        return;
      }
      const seconds = backoff.nextPause(program.ranForSeconds);
      log(`The ${app} ended (${reason}). It is started again in ${seconds} s; its log is ${this.#logPath(app)}.`);
      await pause(seconds * 1_000, undefined, { signal: stopping }).catch(() => undefined);
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

  /** Waits until every app has been ready and `url` answers 200. Throws a `UserFacingError` after two minutes. */
  async waitUntilHealthy(url: string): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (this.#starting.size > 0 || !(await isHealthy(url))) {
      this.options.stopping.throwIfAborted();
      if (Date.now() > deadline) {
        const [app = 'api'] = this.#starting;
        throw new UserFacingError(`The ${app} did not become ready. Its log: ${this.#logPath(app)}`);
      }
      await pause(50);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.stop()));
  }

  async #run(name: string, [script = '', ...args]: string[], env: NodeJS.ProcessEnv) {
    const { dist, log } = this.options;
    const logPath = this.#logPath(name);
    const program = new Program({
      ...{ name, command: [join(dist, script), ...args], env, logPath },
      ...{ onWarning: log, onReady: () => this.#starting.delete(name) },
    });
    this.#running.add(program);
    this.#recordProcesses();
    const code = await program.exitCode;
    this.#running.delete(program);
    this.#recordProcesses();
    const reason = describeExit(code);
    const lines =
      program.lastLines === '' ? 'It printed nothing.' : `Its last lines (see ${logPath}):\n${program.lastLines}`;
    return { program, code, reason, error: new UserFacingError(`The ${name} ended (${reason}). ${lines}`) };
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
