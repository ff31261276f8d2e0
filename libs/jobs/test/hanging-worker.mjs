// A worker that takes a job, says so and never finishes it: a process of its own, to be killed. It uses what was built.
import { MikroORM } from '@mikro-orm/postgresql';
import { Database } from '../../../dist/libs/database/src/index.js';
import { JobPolicySet } from '../../../dist/libs/jobs/src/index.js';
import { PgBossWorker } from '../../../dist/libs/jobs/src/pg-boss/pg-boss-worker.js';

const url = process.argv[2];
const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
const worker = new PgBossWorker(new Database(orm), { url, policies: new JobPolicySet() });
await worker.work({
  'fetch-order-lines': ({ orderId }) => {
    process.stdout.write(`took ${orderId}\n`);
    return new Promise(() => undefined);
  },
});
