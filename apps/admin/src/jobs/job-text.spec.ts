import { aDiscardedJob, aJob } from '../../test/a-job';
import { TimeFormatter } from '../ui/time-formatter';
import { attemptsText, dueText } from './job-text';

const times = new TimeFormatter('en-GB', 'Europe/London');
const now = Date.parse('2026-02-14T12:25:00.000Z');

describe('the text of a job', () => {
  it.each([
    [aJob({ attempts: 0, lastError: null }), 'Not attempted yet.'],
    [aJob(), 'Attempt 3 of 80 failed: Stripe did not answer.'],
    [aJob({ lastError: 'Stripe did not answer. ' }), 'Attempt 3 of 80 failed: Stripe did not answer.'],
    [aJob({ lastError: null }), 'Attempt 3 of 80 did not finish.'],
    [aJob({ state: 'running', attempts: 4 }), 'Attempt 4 of 80 is under way.'],
    [aDiscardedJob(), 'Gave up after 80 attempts: Stripe did not answer.'],
    [aDiscardedJob({ attempts: 1, lastError: null }), 'Gave up after 1 attempt.'],
    [aDiscardedJob({ attempts: 85 }), 'Gave up after 80 attempts: Stripe did not answer.'],
    [aJob({ attempts: 83 }), 'Attempt 80 of 80 failed: Stripe did not answer.'],
  ])('says how it went so far', (job, sentence) => {
    expect(attemptsText(job)).toBe(sentence);
  });

  it.each([
    [aJob(), 'Next attempt at 12:30'],
    [aJob({ dueAt: '2026-02-15T12:30:00.000Z' }), 'Next attempt at 15 Feb, 12:30'],
    [aJob({ attempts: 0 }), 'First attempt at 12:30'],
    [aJob({ dueAt: '2026-02-14T12:25:30.000Z' }), 'Next attempt within a minute'],
    [aJob({ dueAt: '2026-02-14T12:24:59.000Z' }), 'Due now'],
    [aJob({ state: 'running', dueAt: null }), 'Running'],
    [aDiscardedJob(), 'Gave up 5 min ago'],
  ])('says when it runs next', (job, words) => {
    expect(dueText(job, times, now)).toBe(words);
  });
});
