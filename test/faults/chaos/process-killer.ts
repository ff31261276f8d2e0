import { startProgram, type Program, type RunningProgram } from '../../support/processes.js';
import { waitFor } from '../../support/wait-for.js';
import type { KillPlan } from './kill-plan.js';

/** After this time without reaching its failpoint, a kill goes to another process. */
const reachTimeoutMs = 20_000;

export interface ProcessKillerOptions {
  plan: KillPlan;
  env: Record<string, string>;
}

/** Starts processes that stop at a failpoint, and kills them there according to the plan. */
export class ProcessKiller {
  readonly #up = new Map<RunningProgram, Program>();
  readonly #loops: Promise<void>[] = [];
  #isEnding = false;
  unreached = 0;

  constructor(private readonly options: ProcessKillerOptions) {}

  /** The addresses of the apis that are up. */
  get addresses(): string[] {
    return [...this.#up].filter(([, program]) => program === 'api').map(([{ url }]) => url);
  }

  /** Kills this many processes concurrently; after the plan's last kill, each slot keeps one process running. */
  async kill(program: Program, concurrency: number): Promise<void> {
    const started = Array.from({ length: concurrency }, () => this.#killInTurn(program));
    this.#loops.push(...started);
    await Promise.all(started);
  }

  /** Ends every process, even if there are kills left to make. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const killAll = () => Promise.all([...this.#up.keys()].map((running) => running.kill()));
    await killAll();
    await Promise.allSettled(this.#loops);
    await killAll();
  }

  async #killInTurn(program: Program): Promise<void> {
    const { plan, env } = this.options;
    for (let kill = plan.take(program); kill && !this.#isEnding; kill = plan.take(program)) {
      const running = await startProgram(program, {
        ...env,
        DAYBOOK_FAILPOINT: `${kill.failpoint}#${kill.occurrence}`,
      });
      this.#up.set(running, program);
      const wasReached = await isReached(running, `stopped at ${kill.failpoint}`);
      await running.kill();
      this.#up.delete(running);
      if (wasReached) plan.count(kill);
      else {
        this.unreached += 1;
        plan.putBack(kill);
      }
    }
    if (!this.#isEnding) this.#up.set(await startProgram(program, env), program);
  }
}

async function isReached(running: RunningProgram, says: string): Promise<boolean> {
  const has = () => running.output().includes(says);
  await waitFor(has, { within: reachTimeoutMs }).catch(() => undefined);
  return has();
}
