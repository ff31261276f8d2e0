import { askingContract } from './contract/asking.contract.js';
import { keyContract } from './contract/key.contract.js';
import { outcomesContract } from './contract/outcomes.contract.js';
import { useQueue, type QueueKind } from './contract/queue-bench.js';
import { workersContract } from './contract/workers.contract.js';

/** What every adapter of `JobQueue` and `JobWorker` has to do. */
export function jobQueueContract(kind: QueueKind): void {
  const queue = useQueue(kind);
  askingContract(queue);
  keyContract(queue);
  outcomesContract(queue);
  workersContract(queue);
}
