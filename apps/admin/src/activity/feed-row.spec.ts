import { TestBed } from '@angular/core/testing';
import type { ActivityEntry } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aProblem } from '../../test/an-entry';
import { FeedRow } from './feed-row';

async function drawn(entry: ActivityEntry): Promise<HTMLElement> {
  await aConsole(FeedRow);
  const fixture = TestBed.createComponent(FeedRow);
  fixture.componentRef.setInput('entry', entry);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('a row of the feed', () => {
  it('says when the latest was added to an entry that was written before', async () => {
    const lastAt = '2026-02-14T16:00:00.000Z';
    const element = await drawn(aProblem({ payload: { count: 14, lastAt }, occurredAt: '2026-02-14T14:00:00.000Z' }));

    expect(element.textContent).toContain('Last occurred');
    expect([...element.querySelectorAll('time')].map((time) => time.dateTime)).toContain(lastAt);
  });

  it('says when a failed attempt is followed by another, while it is open', async () => {
    const payload = { attempt: 1, of: 3, nextAttemptAt: '2026-02-14T12:26:00.000Z' };
    const failed = aProblem({ payload, occurredAt: '2026-02-14T12:21:00.000Z' });
    expect((await drawn(failed)).textContent).toContain('Open · Tries again at 12:26 (attempt 2 of 3)');

    TestBed.resetTestingModule();
    expect((await drawn({ ...failed, resolvedAt: failed.occurredAt })).textContent).not.toContain('Tries again');
  });

  it('says nothing of that when none was', async () => {
    const element = await drawn(aProblem({ payload: { count: 14 } }));

    expect(element.textContent).not.toContain('Last occurred');
  });
});
