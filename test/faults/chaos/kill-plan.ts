import type { FailpointName } from '@daybook/config';
import type { Program } from '../../support/processes.js';
import type { SeededRandom } from './seeded-random.js';

export interface Kill {
  failpoint: FailpointName;
  /** The process stops the nth time it reaches the failpoint. */
  occurrence: number;
}

const programOf = (failpoint: FailpointName): Program => (failpoint.startsWith('intake.') ? 'api' : 'worker');

/** How often a process reaches a failpoint in about a second. */
const maxOccurrence = (failpoint: FailpointName) => (/^(fetch-order-lines |outbox\.)/.test(failpoint) ? 3 : 8);

/** The remaining kills, the same number at each failpoint, and the completed ones. */
export class KillPlan {
  readonly made: Map<FailpointName, number>;
  readonly #left: Kill[];

  constructor(failpoints: readonly FailpointName[], kills: number, chance: SeededRandom) {
    this.made = new Map(failpoints.map((name) => [name, 0]));
    this.#left = chance.shuffled(
      Array.from({ length: kills }, (_, index) => {
        const failpoint = failpoints[index % failpoints.length] ?? 'inbox.claimed';
        return { failpoint, occurrence: chance.between(1, maxOccurrence(failpoint)) };
      }),
    );
  }

  take(program: Program): Kill | undefined {
    const at = this.#left.findIndex(({ failpoint }) => programOf(failpoint) === program);
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }

  /** Returns a kill whose failpoint was not reached: it is attempted again. */
  putBack(kill: Kill): void {
    this.#left.push({ ...kill, occurrence: 1 });
  }

  count({ failpoint }: Kill): void {
    this.made.set(failpoint, (this.made.get(failpoint) ?? 0) + 1);
  }

  get total(): number {
    return [...this.made.values()].reduce((sum, count) => sum + count, 0);
  }
}
