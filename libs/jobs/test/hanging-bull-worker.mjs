// The same as `hanging-worker.mjs`, on Bull: takes a job, says so and never finishes it.
import { MikroORM } from '@mikro-orm/postgresql';
import Bull from 'bull';
import { Database, Signals } from '../../../dist/libs/database/src/index.js';
import { byName, queueOptions } from '../../../dist/libs/jobs/src/bull/bull-queues.js';
import { BullWorker } from '../../../dist/libs/jobs/src/bull/bull-worker.js';
import { OutboxNudge } from '../../../dist/libs/jobs/src/bull/outbox-nudge.js';
import { Outbox } from '../../../dist/libs/jobs/src/bull/outbox.js';
import { jobNames, JobPolicySet } from '../../../dist/libs/jobs/src/index.js';
import { RedisConnections } from '../../../dist/libs/redis/src/index.js';

const [url, redis] = process.argv.slice(2);
const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
const database = new Database(orm);
const connections = new RedisConnections(redis, { logger: 'JobWorker', so: 'jobs wait' });
const options = await queueOptions(database, connections);
const worker = new BullWorker({
  outbox: new Outbox(database),
  nudge: new OutboxNudge(new Signals(url)),
  policies: new JobPolicySet(),
  queues: byName(jobNames.map((name) => new Bull(name, options))),
  connections,
});
await worker.work({
  'fetch-order-lines': ({ orderId }) => {
    process.stdout.write(`took ${orderId}\n`);
    return new Promise(() => undefined);
  },
});
