import type { QueuedJob } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aListPage } from '../../test/a-list-page';
import { aSnackbar } from '../../test/a-snackbar';
import { aDiscardedJob, aJob, countsOf } from '../../test/a-job';
import { until } from '../../test/until';
import { Jobs } from './jobs';

const { said, provider: snackbar } = aSnackbar();

async function aPage(jobs: QueuedJob[], address = '/', next: string | null = null) {
  said.length = 0;
  const { api, socket } = await aConsole(snackbar);
  const stand = (now: QueuedJob[]) => {
    api.answerBy('GET /api/jobs', ({ query }) => {
      const state = query.get('state');
      return { body: { items: now.filter((job) => state === null || job.state === state), next } };
    });
    api.answer('GET /api/jobs/counts', countsOf(now));
  };
  stand(jobs);
  return { api, socket, stand, ...(await aListPage(Jobs, address)) };
}

describe('the jobs page', () => {
  it('describes each job, with its order and why it failed', async () => {
    const { rows, element } = await aPage([aJob(), aDiscardedJob({ orderId: null, orderNumber: null })]);
    expect(rows()[0]?.textContent).toContain('Fetch the lines of an order from Stripe');
    expect(rows()[0]?.textContent).toContain('Attempt 3 of 80 failed: Stripe did not answer.');
    expect(rows()[0]?.querySelector('a')?.getAttribute('href')).toBe('/orders/SS-260214-0042');
    expect(rows()[1]?.querySelector('a')).toBeNull();
    expect([...element.querySelectorAll('nav .count')].map(({ textContent }) => textContent)).toEqual(['1', '1']);
  });

  it('is quiet while nothing waits', async () => {
    const { text, element } = await aPage([]);
    expect(text()).toContain('The queue is empty');
    expect(element.querySelector('.count')).toBeNull();
  });

  it('shows the kind that the address names', async () => {
    const { api, rows, element } = await aPage([aJob(), aDiscardedJob()], '/?state=discarded');
    expect([rows().length, api.requests.at(-2)?.query.get('state')]).toEqual([1, 'discarded']);
    expect(element.querySelector('[aria-current]')?.textContent).toContain('Given up');
  });

  it('says why it cannot be shown, and tries again', async () => {
    const page = await aPage([aJob()]);
    page.api.refuse('GET /api/jobs', 503, 'The database is away.');
    page.buttonStarting('Refresh')?.click();
    await until(() => page.text().includes('could not be refreshed. The database is away.'));
    expect(page.rows()).toHaveLength(1);

    page.stand([]);
    page.buttonStarting('Try again')?.click();
    await until(() => page.text().includes('The queue is empty'));
  });

  it('has a job that was given up run again, once', async () => {
    const job = aDiscardedJob();
    const { api, buttonStarting, stand, rows } = await aPage([job]);
    const held = api.hold(`POST /api/jobs/${job.id}/run`, () => undefined);
    buttonStarting('Run again: Fetch the lines of an order from Stripe, SS-260214-0042')?.click();
    buttonStarting('Run again')?.click();
    stand([aJob({ attempts: 0, lastError: null })]);
    held.letGo();
    await until(() => rows()[0]?.textContent.includes('Not attempted yet.') === true);
    expect(api.routes().filter((route) => route.startsWith('POST'))).toHaveLength(1);
    expect(said).toEqual(['Started: “Fetch the lines of an order from Stripe”.']);
  });

  it('says where to try again what cannot be run again', async () => {
    const retryHint = 'Resend it on its order’s page. A cart reminder is not sent again.';
    const { rows, buttonStarting } = await aPage([aDiscardedJob({ retryHint })]);
    expect(rows()[0]?.textContent).toContain(retryHint);
    expect(rows()[0]?.querySelector('a')?.getAttribute('href')).toBe('/orders/SS-260214-0042');
    expect(buttonStarting('Run again')).toBeFalsy();
  });

  it('says so when a job is gone', async () => {
    const job = aDiscardedJob();
    const { api, buttonStarting, stand, text } = await aPage([job]);
    api.refuse(`POST /api/jobs/${job.id}/run`, 404, 'This job is no longer waiting.');
    stand([]);
    buttonStarting('Run again')?.click();
    await until(() => text().includes('The queue is empty'));
    expect(said).toEqual(['This job is no longer waiting.']);
  });

  it('asks again when something happened, and only says so while the list is read', async () => {
    const { api, socket, buttonStarting, stand, text, rows } = await aPage([aJob(), aJob()]);
    stand([aJob()]);
    socket.push('order:changed', { orderId: '1' });
    await until(() => rows().length === 1);

    rows()[0]?.querySelector('button')?.focus();
    api.requests.length = 0;
    socket.push('console:refresh');
    await until(() => text().includes('Something has changed: refresh to see it'));
    expect(api.requests).toEqual([]);
    stand([]);
    buttonStarting('Refresh')?.click();
    await until(() => text().includes('The queue is empty'));
  });

  it('shows the jobs below, too', async () => {
    const { api, buttonStarting, rows } = await aPage([aJob()], '/', 'below');
    api.answer('GET /api/jobs', { items: [aJob()], next: null });
    buttonStarting('Show more')?.click();
    await until(() => rows().length === 2);
    expect([api.requests.at(-1)?.query.get('before'), buttonStarting('Show more')]).toEqual(['below', undefined]);
  });
});
