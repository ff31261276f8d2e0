import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { unavailableExitCode, UserFacingError } from '@daybook/config';
import type { ProgramName } from '@daybook/contract';
import type { ApiReports } from './api-reports.js';
import { logsDir } from './launch-plan.js';
import { recordProcesses, type ProcessRecord } from './orphan-processes.js';
import { Program } from './program.js';
import { RestartBackoff, restartRules, type RestartRules } from './restart-backoff.js';

export interface ProgramsContext {
  dist: string;
  dataDir: string;
  log: (sentence: string) => void;
  reports: ApiReports;
  /** Aborted when everything is to stop. */
  stopping: AbortSignal;
  onFatal: (error: UserFacingError) => void;
  restarts?: RestartRules;
}

/** A program that has ended, with its last lines. */
export class ProgramError extends UserFacingError {
  override readonly name = 'ProgramError';

  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }

  /** It was killed, or lacked something: it may do well the next time. */
  get passes(): boolean {
    return this.exitCode > 128 || this.exitCode === unavailableExitCode;
  }
}

const notReadyAfterMs = 120_000;

export class Programs {
  readonly #running = new Set<Program>();
  /** The apps that have never been ready. */
  readonly #starting = new Set<string>();

  constructor(private readonly options: ProgramsContext) {}

  /**
   * Starts an app and starts it again whenever it ends, after growing pauses and for ever. Only an app that ends by itself before
   * it was ever ready is given up, because it would do so again: a setting is wrong.
   */
  async keepRunning(app: Exclude<ProgramName, 'postgresql'>, env: NodeJS.ProcessEnv): Promise<void> {
    const { stopping, log, onFatal, reports } = this.options;
    const isStopping = () => stopping.aborted;
    const backoff = new RestartBackoff(this.#rules);
    this.#starting.add(app);
    while (!isStopping()) {
      const { ranForSeconds, reason, lastWords, error } = await this.#runApp(app, env);
      if (isStopping()) return;
      if (this.#starting.has(app) && !error.passes) {
        onFatal(error);
        return;
      }
      const seconds = backoff.nextPause(ranForSeconds);
      const { restarts, isProblem } = backoff;
      if (isProblem) reports.report({ program: app, state: 'unavailable', restarts, reason: lastWords });
      log(`The ${app} ended (${reason}). It is started again in ${seconds} s; its log is ${this.#logPath(app)}.`);
      await pause(seconds * 1_000, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  /** Runs a program that ends by itself. Throws a `ProgramError` if it fails. */
  async runOnce(name: string, command: string[], env: NodeJS.ProcessEnv): Promise<void> {
    const stop = () => void this.stop();
    this.options.stopping.addEventListener('abort', stop, { once: true });
    const { error } = await this.#run(name, command, env, () => undefined);
    this.options.stopping.removeEventListener('abort', stop);
    if (error.exitCode !== 0) throw error;
  }

  /** Waits until every app has been ready and `url` answers 200, and says every two minutes that it still does. */
  async waitUntilHealthy(url: string): Promise<void> {
    const { stopping, log } = this.options;
    let saidAt = Date.now();
    while (this.#starting.size > 0 || !(await isHealthy(url))) {
      stopping.throwIfAborted();
      if (Date.now() > saidAt + notReadyAfterMs) {
        const [app = 'api'] = this.#starting;
        log(`The ${app} is not ready yet. Its log is ${this.#logPath(app)}.`);
        saidAt = Date.now();
      }
      await pause(50);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.stop()));
  }

  get #rules(): RestartRules {
    return this.options.restarts ?? restartRules;
  }

  /** Reports that it runs well once it has been ready for long enough. */
  async #runApp(app: Exclude<ProgramName, 'postgresql'>, env: NodeJS.ProcessEnv) {
    const { reports } = this.options;
    let runsWell: NodeJS.Timeout | undefined;
    const onReady = (program: Program) => {
      this.#starting.delete(app);
      if (app === 'api') reports.connect((report) => program.send(report));
      runsWell = setTimeout(
        () => reports.report({ program: app, state: 'available' }),
        this.#rules.wellAfterSeconds * 1_000,
      );
    };
    const ended = await this.#run(app, [join('apps', app, 'src', 'main.js')], env, onReady);
    clearTimeout(runsWell);
    return ended;
  }

  async #run(
    name: string,
    [script = '', ...args]: string[],
    env: NodeJS.ProcessEnv,
    onReady: (program: Program) => void,
  ) {
    const { dist, log } = this.options;
    const logPath = this.#logPath(name);
    const program: Program = new Program({
      ...{ name, command: [join(dist, script), ...args], env, logPath },
      ...{ onWarning: log, onReady: () => onReady(program) },
    });
    this.#running.add(program);
    this.#recordProcesses();
    const code = await program.exitCode;
    this.#running.delete(program);
    this.#recordProcesses();
    const reason = describeExit(code);
    const lines =
      program.lastLines === '' ? 'It printed nothing.' : `Its last lines (see ${logPath}):\n${program.lastLines}`;
    return {
      ranForSeconds: program.ranForSeconds,
      reason,
      lastWords: code > 128 || program.lastWords === '' ? reason : `${reason} (${shorten(program.lastWords)})`,
      error: new ProgramError(`The ${name} ended (${reason}). ${lines}`, code),
    };
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

const shorten = (text: string) => (text.length > 300 ? `${text.slice(0, 300).toWellFormed()}…` : text);

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
