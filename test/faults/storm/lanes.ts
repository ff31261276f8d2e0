import { startProgram, type Program, type RunningProgram } from '../../support/processes.js';
import { waitFor } from '../../support/wait-for.js';
import type { KillPlan } from './kill-plan.js';

/** A barrier that is not reached in this time is tried again by another process. */
const reachedWithin = 20_000;

export interface LaneParts {
  plan: KillPlan;
  env: Record<string, string>;
}

/** Processes of one kind, each held at a barrier and killed there, one after the other, as the plan says. */
export class Lanes {
  readonly #up = new Map<RunningProgram, Program>();
  readonly #lanes: Promise<void>[] = [];
  #isEnding = false;
  unreached = 0;

  constructor(private readonly parts: LaneParts) {}

  /** Where the apis that are up are heard. */
  get addresses(): string[] {
    return [...this.#up].filter(([, program]) => program === 'api').map(([{ url }]) => url);
  }

  /** Kills in so many lanes at once; when the plan has no more for them, each is left with a process that goes on. */
  async kill(program: Program, lanes: number): Promise<void> {
    const begun = Array.from({ length: lanes }, () => this.#lane(program));
    this.#lanes.push(...begun);
    await Promise.all(begun);
  }

  /** Ends all lanes, also those that still have kills to make. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const killAll = () => Promise.all([...this.#up.keys()].map((running) => running.kill()));
    await killAll();
    await Promise.allSettled(this.#lanes);
    await killAll();
  }

  async #lane(program: Program): Promise<void> {
    const { plan, env } = this.parts;
    for (let kill = plan.take(program); kill && !this.#isEnding; kill = plan.take(program)) {
      const running = await startProgram(program, { ...env, DAYBOOK_FAILPOINT: `${kill.barrier}#${kill.time}` });
      this.#up.set(running, program);
      const isHeld = await isReached(running, `stopped at ${kill.barrier}`);
      await running.kill();
      this.#up.delete(running);
      if (isHeld) plan.count(kill);
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
  await waitFor(has, { within: reachedWithin }).catch(() => undefined);
  return has();
}
