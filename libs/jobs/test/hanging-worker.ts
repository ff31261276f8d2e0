import 'reflect-metadata';
import { JobPolicySet } from '@daybook/jobs';
import { openDatabase } from './open-database.js';
import { PgBossWorker } from '../src/pg-boss/pg-boss-worker.js';

/** A worker that takes a job, says so on stdout and never finishes it: to be killed. */
const url = process.argv[2] ?? '';
const { database } = await openDatabase(url);
const worker = new PgBossWorker(database, { url, policies: new JobPolicySet() });
await worker.work({
  'fetch-order-lines': ({ orderId }) => {
    process.stdout.write(`took ${orderId}\n`);
    return new Promise(() => undefined);
  },
});
