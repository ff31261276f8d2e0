import { PgBoss } from 'pg-boss';

/**
 * Ages the leases of the jobs that pg-boss has running now until they expire, and makes the pass that hands these jobs to
 * another worker: what otherwise takes up to 25 seconds after a worker died. A worker that lives renews its leases.
 */
export async function expireJobLeases(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'test support',
    max: 1,
    ...{ migrate: false, createSchema: false, schedule: false, supervise: false, registerInstance: false },
  });
  const errors: Error[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  try {
    const db = boss.getDb();
    await db.executeSql(`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`);
    await db.executeSql(`update job_lease set leased_until = now() - interval '1 second'`);
    // a worker may have made its pass just now
    await db.executeSql('update pgboss.queue set monitor_on = null, monitor_claim_on = null, maintain_on = null');
    await boss.supervise();
  } finally {
    await boss.stop({ graceful: false });
  }
  if (errors[0]) throw errors[0];
}
