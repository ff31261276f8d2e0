import { aGivenUpJob, aJob } from '../../test/a-job';
import { TimeFormatter } from '../ui/time-formatter';
import { attemptsText, dueText } from './job-text';

const times = new TimeFormatter('en-GB', 'Europe/London');
const now = Date.parse('2026-02-14T12:25:00.000Z');

describe('the text of a job', () => {
  it.each([
    [aJob({ attempts: 0, lastError: null }), 'Not tried yet.'],
    [aJob(), 'Try 3 of 80 failed: Stripe did not answer.'],
    [aJob({ lastError: 'Stripe did not answer. ' }), 'Try 3 of 80 failed: Stripe did not answer.'],
    [aJob({ lastError: null }), 'Try 3 of 80 did not come to its end.'],
    [aJob({ state: 'running', attempts: 4 }), 'Try 4 of 80 is under way.'],
    [aGivenUpJob(), 'Given up after 80 tries: Stripe did not answer.'],
    [aGivenUpJob({ attempts: 1, lastError: null }), 'Given up after 1 try.'],
    [aJob({ attempts: 83 }), 'Try 80 of 80 failed: Stripe did not answer.'],
  ])('says how it went so far', (job, sentence) => {
    expect(attemptsText(job)).toBe(sentence);
  });

  it.each([
    [aJob(), 'Next try at 12:30'],
    [aJob({ dueAt: '2026-02-15T12:30:00.000Z' }), 'Next try at 15 Feb, 12:30'],
    [aJob({ attempts: 0 }), 'First try at 12:30'],
    [aJob({ dueAt: '2026-02-14T12:25:30.000Z' }), 'Next try within a minute'],
    [aJob({ dueAt: '2026-02-14T12:24:59.000Z' }), 'Due now'],
    [aJob({ state: 'running', dueAt: null }), 'Running'],
    [aGivenUpJob(), 'Given up 5 min ago'],
  ])('says when it goes on', (job, words) => {
    expect(dueText(job, times, now)).toBe(words);
  });
});
