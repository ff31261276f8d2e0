import type { FailpointName } from '@daybook/config';
import type { Program } from '../../support/processes.js';
import type { Chance } from './chance.js';

export interface Kill {
  barrier: FailpointName;
  /** The time it is reached at which it holds. */
  time: number;
}

export const programOf = (barrier: FailpointName): Program => (barrier.startsWith('intake.') ? 'api' : 'worker');

/** Times a barrier may be passed before it holds: what one process sees in a second or so. */
const mostTimes = (barrier: FailpointName) => (/^(lines|outbox)\./.test(barrier) ? 3 : 8);

/** Which kills are still to be made, as many at each barrier, and which were. */
export class KillPlan {
  readonly made: Map<FailpointName, number>;
  readonly #left: Kill[];

  constructor(barriers: readonly FailpointName[], kills: number, chance: Chance) {
    this.made = new Map(barriers.map((name) => [name, 0]));
    this.#left = chance.shuffled(
      Array.from({ length: kills }, (_, index) => {
        const barrier = barriers[index % barriers.length] ?? 'inbox.claimed';
        return { barrier, time: chance.between(1, mostTimes(barrier)) };
      }),
    );
  }

  take(program: Program): Kill | undefined {
    const at = this.#left.findIndex(({ barrier }) => programOf(barrier) === program);
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }

  /** One whose barrier was not reached: it is to be tried again. */
  putBack(kill: Kill): void {
    this.#left.push({ ...kill, time: 1 });
  }

  count({ barrier }: Kill): void {
    this.made.set(barrier, (this.made.get(barrier) ?? 0) + 1);
  }

  get total(): number {
    return [...this.made.values()].reduce((sum, count) => sum + count, 0);
  }
}
