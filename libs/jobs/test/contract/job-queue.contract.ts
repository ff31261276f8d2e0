import { enqueueingContract } from './enqueueing.contract.js';
import { keyContract } from './key.contract.js';
import { outcomesContract } from './outcomes.contract.js';
import { useQueue, type QueueAdapter } from './test-queue.js';
import { workersContract } from './workers.contract.js';

/** What every adapter of `JobQueue` and `JobWorker` has to do. */
export function jobQueueContract(adapter: QueueAdapter): void {
  const tools = useQueue(adapter);
  enqueueingContract(tools);
  keyContract(tools);
  outcomesContract(tools);
  workersContract(tools);
}
