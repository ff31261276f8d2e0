import { TimeFormatter } from './time-formatter';

const london = new TimeFormatter('en-GB', 'Europe/London');
const placed = '2026-02-14T14:23:00.000Z';
const now = Date.parse('2026-11-23T12:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('the shop’s times', () => {
  it('formats the time on the first day and the date later', () => {
    expect(london.timeOrDate('2026-02-14T23:59:59Z', placed)).toBe('23:59');
    expect(london.timeOrDate('2026-02-15T00:00:00Z', placed)).toBe('15 Feb');
  });

  it('draws the line between days at the shop’s midnight', () => {
    const tokyo = new TimeFormatter('en-GB', 'Asia/Tokyo');
    expect(tokyo.timeOrDate('2026-02-14T14:59:00Z', placed)).toBe('23:59');
    expect(tokyo.timeOrDate('2026-02-14T15:00:00Z', placed)).toBe('15 Feb');
  });

  it('adds the year when it is another', () => {
    expect(london.timeOrDate('2027-01-03T10:00:00Z', placed)).toBe('3 Jan 2027');
  });

  it('keeps to the wall clock on the day the clocks change', () => {
    const beforeTheChange = '2026-03-29T00:30:00Z';
    expect(london.timeOrDate(beforeTheChange, beforeTheChange)).toBe('00:30');
    expect(london.timeOrDate('2026-03-29T01:30:00Z', beforeTheChange)).toBe('02:30');
    expect(london.timeOrDate('2026-03-29T22:59:00Z', beforeTheChange)).toBe('23:59');
    expect(london.timeOrDate('2026-03-29T23:00:00Z', beforeTheChange)).toBe('30 Mar');
  });

  it('writes midnight as 00:00', () => {
    expect(london.time('2026-02-14T00:00:00Z')).toBe('00:00');
  });

  it('says how long ago', () => {
    const ago = (ms: number) => london.ago(before(ms), now);
    expect([ago(0), ago(59_999), ago(minute), ago(59 * minute)]).toEqual([
      'just now',
      'just now',
      '1 min ago',
      '59 min ago',
    ]);
    expect([ago(hour), ago(2 * hour), ago(day - 1), ago(day), ago(7 * day - 1)]).toEqual([
      '1 h ago',
      '2 h ago',
      '23 h ago',
      '1 d ago',
      '6 d ago',
    ]);
    expect([ago(7 * day), ago(400 * day)]).toEqual(['16 Nov', '19 Oct 2025']);
  });

  it('never says that what lies ahead was ago', () => {
    expect(london.ago(before(-30_000), now)).toBe('just now');
    expect(london.ago(before(-2 * hour), now)).toBe('14:00');
    expect(london.ago(before(-2 * day), now)).toBe('25 Nov, 12:00');
  });

  it('heads today, yesterday and the days before', () => {
    const heading = (iso: string) => london.dayHeading(iso, now);
    expect(heading('2026-11-23T00:00:00Z')).toBe('Today');
    expect(heading('2026-11-22T23:59:00Z')).toBe('Yesterday');
    expect(heading('2026-11-20T10:00:00Z')).toBe('Friday, 20 Nov');
    expect(heading('2025-11-20T10:00:00Z')).toBe('Thursday, 20 Nov 2025');
  });

  it('writes the whole timestamp with its zone', () => {
    expect(london.fullDateTime(placed)).toBe('Sat, 14 February 2026 at 14:23:00 GMT');
    expect(london.fullDateTime('2026-07-01T14:23:05Z')).toBe('Wed, 1 July 2026 at 15:23:05 BST');
  });
});
