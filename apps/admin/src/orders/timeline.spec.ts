import type { ActivityEntry } from '@daybook/contract';
import { anEntry, aProblem } from '../../test/an-entry';
import { TimeFormatter } from '../ui/time-formatter';
import { latestFailedSubmission, timelineRows } from './timeline';

const times = new TimeFormatter('en-GB', 'Europe/London');
const at = (time: string) => `2026-02-14T${time}:00.000Z`;

const placed = anEntry({ occurredAt: at('14:23') });
const submitted = anEntry({
  eventType: 'order.submitted',
  message: 'Submitted to Printify (PFY-78234)',
  occurredAt: at('14:30'),
});

describe('the timeline', () => {
  it('shows times on the first day and dates on later days', () => {
    const shipped = anEntry({ occurredAt: '2026-02-16T09:00:00.000Z' });
    const returned = anEntry({ occurredAt: '2027-01-02T09:00:00.000Z' });
    expect(timelineRows([placed, shipped, returned], times).map(({ when }) => when)).toEqual([
      '14:23',
      '16 Feb',
      '2 Jan 2027',
    ]);
  });

  it('marks warnings and errors, and nothing else, with a sign', () => {
    const warning = anEntry({ eventType: 'order.on_hold', level: 'warning' });
    expect(timelineRows([placed, warning, aProblem()], times).map(({ isProblem }) => isProblem)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('says when it was received, from more than five minutes on', () => {
    const heard = (insertedAt: string) =>
      timelineRows([anEntry({ occurredAt: at('14:31'), insertedAt })], times)[0]?.receivedLate;
    expect(heard('2026-02-14T14:36:00.000Z')).toBeNull();
    expect(heard('2026-02-14T14:36:00.001Z')).toBe('received 14:36');
    expect(heard('2026-02-14T16:10:00.000Z')).toBe('received 16:10');
    expect(heard('2026-02-17T09:12:00.000Z')).toBe('received 17 Feb, 09:12');
  });

  it('names the entry that resolved a problem by its sentence, without the reference in brackets', () => {
    const failed = aProblem({
      occurredAt: at('14:25'),
      resolvedAt: at('14:30'),
      resolvedBy: { by: 'event', eventType: 'order.submitted', entryId: submitted.id },
    });
    expect(timelineRows([placed, failed, submitted], times)[1]).toMatchObject({
      standing: 'Resolved by “Submitted to Printify”, 14:30',
      isOpen: false,
      canReopen: false,
    });
  });

  it('names it by its label when the entry is not on the timeline', () => {
    const failed = aProblem({
      occurredAt: at('14:25'),
      resolvedAt: at('14:30'),
      resolvedBy: { by: 'event', eventType: 'order.submitted', entryId: submitted.id },
    });
    expect(timelineRows([placed, failed], times)[1]?.standing).toBe('Resolved by “Submitted”, 14:30');
  });

  it('names the person who resolved it, and lets it be undone', () => {
    const failed = aProblem({
      occurredAt: at('14:25'),
      resolvedAt: '2026-02-16T09:05:00.000Z',
      resolvedBy: { by: 'person', name: 'Ada' },
    });
    expect(timelineRows([placed, failed], times)[1]).toMatchObject({
      standing: 'Resolved by Ada, 16 Feb, 09:05',
      canReopen: true,
    });
  });

  it('names the person who did something about the order, and no service that acted by itself', () => {
    const author = (eventType: ActivityEntry['eventType'], actor: string | null) =>
      timelineRows([anEntry({ eventType, actor })], times)[0]?.author;
    expect(author('order.submission_retried', 'Ada')).toBe('by Ada');
    expect([
      author('order.submission_retried', null),
      author('order.refunded', 'Stripe'),
      author('order.cancelled', 'Printify'),
      author('order.created', 'Ada'),
    ]).toEqual([null, null, null, null]);
  });

  it('says when a failed attempt is followed by another, until it is', () => {
    const data = { provider: 'printify', attempt: 1, of: 3, nextAttemptAt: at('12:26') };
    const failed = aProblem({ occurredAt: at('12:21'), payload: data });
    const outage = { ...failed, resolvedAt: failed.occurredAt, payload: { ...data, isOutage: true } };
    const retried = (provider: string) =>
      anEntry({
        ...{ eventType: 'order.submission_retried', occurredAt: at('12:26') },
        payload: { provider, attempt: 2, of: 3 },
      });
    const cancelled = anEntry({ eventType: 'order.cancelled', payload: { by: 'staff', provider: null } });
    const standing = (...entries: ActivityEntry[]) => timelineRows(entries, times)[0]?.standing;
    expect(standing(failed, retried('printful'))).toBe('Open · Tries again at 12:26 (attempt 2 of 3)');
    expect(standing(failed, retried('printify'))).toMatch(/^Retried/);
    expect(standing(outage, retried('printful'))).toBe('Tries again at 12:26 (attempt 2 of 3)');
    expect([standing(outage, retried('printify')), standing(outage, cancelled)]).toEqual([null, null]);
  });

  it('says nothing of a next attempt that is not coming, and no time that nobody knows', () => {
    const standing = (payload: ActivityEntry['payload'], some: Partial<ActivityEntry> = {}) =>
      timelineRows([aProblem({ occurredAt: at('12:21'), payload, ...some })], times)[0]?.standing;
    const next = { attempt: 1, of: 3, nextAttemptAt: '2026-02-15T00:04:00.000Z' };
    expect(standing(next)).toBe('Open · Tries again at 15 Feb, 00:04 (attempt 2 of 3)');
    const byAda = { resolvedAt: at('12:22'), resolvedBy: { by: 'person', name: 'Ada' } } as const;
    expect(standing(next, byAda)).toBe('Resolved by Ada, 12:22');
    expect(standing({ attempt: 3, of: 3, gaveUpAfter: 3 })).toBe('Open');
    expect(standing({ attempt: 9, of: 80 })).toBe('Open · Keeps trying, up to 80 times');
  });

  it('links the tracking number in the sentence', () => {
    const shipped = anEntry({
      message: 'Shipped via DHL — tracking: 1Z999',
      payload: { trackingNumber: '1Z999', trackingUrl: 'https://track.example/1Z999' },
    });
    expect(timelineRows([shipped], times)[0]?.sentence).toEqual({
      before: 'Shipped via DHL — tracking: ',
      link: { text: '1Z999', url: 'https://track.example/1Z999' },
      after: '',
    });
  });

  it('leaves the sentence alone when the link is not one of the web', () => {
    const shipped = anEntry({
      message: 'Shipped via DHL — tracking: 1Z999',
      payload: { trackingNumber: '1Z999', trackingUrl: 'javascript:alert(1)' },
    });
    expect(timelineRows([shipped], times)[0]?.sentence).toEqual({
      before: 'Shipped via DHL — tracking: 1Z999',
      link: null,
      after: '',
    });
  });

  it('says of a failure that a newer one took over that it failed again, and which that is', () => {
    const again = aProblem({ occurredAt: at('14:31') });
    const resolvedBy = { by: 'event', eventType: 'order.submission_failed', entryId: again.id } as const;
    const failed = aProblem({ occurredAt: at('14:25'), resolvedAt: at('14:31'), resolvedBy });
    expect(timelineRows([placed, failed, again], times).slice(1)).toMatchObject([
      { standing: 'Failed again 14:31', resolverId: again.id },
      { standing: 'Open', resolverId: null },
    ]);
    const bounced = {
      ...failed,
      eventType: 'email.bounced',
      resolvedBy: { ...resolvedBy, eventType: 'email.bounced' },
    };
    expect(timelineRows([bounced as ActivityEntry], times)[0]).toMatchObject({
      standing: 'Bounced again 14:31',
      resolverId: null,
    });
  });

  it('says of an open failure who looks after it, and that it was retried since', () => {
    const payload = { provider: 'printify' };
    const failed = aProblem({ occurredAt: at('14:25'), payload, assignedTo: 'Tom' });
    const retried = (some: Partial<ActivityEntry>) =>
      anEntry({ eventType: 'order.submission_retried', occurredAt: at('14:31'), payload, ...some });
    const standing = (...later: ActivityEntry[]) => timelineRows([failed, ...later], times)[0]?.standing;
    expect([
      standing(),
      standing(retried({ actor: 'Ada' })),
      standing(retried({ actor: null })),
      standing(retried({ payload: { provider: 'printful' } })),
    ]).toEqual(['Open, assigned to Tom', 'Retried by Ada, 14:31', 'Retried, 14:31', 'Open, assigned to Tom']);
  });

  it('says nothing of the retry that it is the failure of, though both have one time', () => {
    const payload = { provider: 'printify' };
    const retried = anEntry({ eventType: 'order.submission_retried', occurredAt: at('14:31'), payload });
    const failed = aProblem({ occurredAt: at('14:31'), payload });
    expect(timelineRows([retried, failed], times)[1]?.standing).toBe('Open');
  });

  it('retries at the newest failure that is open', () => {
    const [first, second] = [aProblem({ occurredAt: at('14:25') }), aProblem({ occurredAt: at('14:26') })];
    const bounced = aProblem({ eventType: 'email.bounced', occurredAt: at('14:27') });
    const resolved = { ...second, resolvedAt: at('14:30') };
    const latest = (...entries: ActivityEntry[]) => latestFailedSubmission(timelineRows(entries, times));
    expect([latest(first, second, bounced), latest(first, resolved, bounced), latest(resolved)]).toEqual([
      second.id,
      first.id,
      null,
    ]);
  });
});
