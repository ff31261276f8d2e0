import type { JobCounts, Page, Problem, QueuedJob } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { waitFor } from '../support/wait-for.js';

// nothing listens at Stripe's address, so the lines of an order cannot be fetched
const daybook = useDaybook();

const post = (path: string, headers: Record<string, string>) =>
  fetch(daybook.address + path, { method: 'POST', headers });

/** Pays an order and returns the job that fetches its lines, once its first attempt has failed. */
async function aFailedJob(cookie: string): Promise<QueuedJob> {
  await daybook.postStripeWebhook();
  return waitFor(async () => {
    const { items } = await daybook.ask<Page<QueuedJob>>(cookie, '/api/jobs?state=waiting');
    return items.find(({ lastError }) => lastError !== null);
  });
}

it('lists a job with its order, its error and its next attempt, and runs it on request', async () => {
  const cookie = await daybook.signIn();
  const job = await aFailedJob(cookie);

  expect(job).toMatchObject({
    name: 'fetch-order-lines',
    orderNumber: expect.stringMatching(/^SS-\d{6}-\d{4}$/),
    attempts: expect.any(Number),
    maxAttempts: 80,
    lastError: expect.stringContaining('Stripe'),
    dueAt: expect.any(String),
  });
  const counts = await daybook.ask<JobCounts>(cookie, '/api/jobs/counts');
  expect(counts.discarded).toEqual({ count: 0, isCapped: false });

  // the request is refused while the job is running
  await waitFor(async () => (await post(`/api/jobs/${job.id}/run`, { cookie })).status === 204);
  await waitFor(async () => {
    const { items } = await daybook.ask<Page<QueuedJob>>(cookie, '/api/jobs');
    return items.some(({ id, attempts }) => id === job.id && attempts > job.attempts);
  });
});

it('enqueues a discarded job again, once', async () => {
  const cookie = await daybook.signIn();
  const job = await aFailedJob(cookie);
  const givenUp = async () => (await daybook.ask<Page<QueuedJob>>(cookie, '/api/jobs?state=discarded')).items;
  await waitFor(async () => {
    await daybook.rows(
      `update pgboss.job set state = 'failed', completed_on = now() where id = $1 and state = 'retry'`,
      [job.id],
    );
    return (await givenUp()).some(({ id }) => id === job.id);
  });

  expect((await post(`/api/jobs/${job.id}/run`, { cookie })).status).toBe(204);
  expect((await givenUp()).map(({ id }) => id)).not.toContain(job.id);
  const again = await post(`/api/jobs/${job.id}/run`, { cookie });
  expect(again.status).toBe(404);
  expect(again.headers.get('content-type')).toContain('application/problem+json');
  expect(((await again.json()) as Problem).detail).toMatch(/^This job is no longer waiting/);
});

it('requires a session, and runs nothing for a cross-site request', async () => {
  const nobody = '/api/jobs/00000000-0000-7000-8000-000000000000/run';
  for (const path of ['/api/jobs', '/api/jobs/counts']) expect((await fetch(daybook.address + path)).status).toBe(401);
  expect((await post(nobody, {})).status).toBe(401);

  const cookie = await daybook.signIn();
  expect((await post(nobody, { cookie, origin: 'https://evil.example' })).status).toBe(403);
  expect((await post(nobody, { cookie })).status).toBe(404);
  expect((await post('/api/jobs/none/run', { cookie })).status).toBe(404);
});
