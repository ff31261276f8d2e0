import { addDays, dayOf, isDay, startOfDay } from './time-zone';

const dayAt = (iso: string, timeZone: string) => dayOf(Date.parse(iso), timeZone);

describe('days of a time zone', () => {
  it('changes the day at midnight of the zone, not of UTC', () => {
    expect(dayAt('2026-02-14T23:59:59Z', 'Europe/Berlin')).toBe('2026-02-15');
    expect(dayAt('2026-02-14T23:59:59Z', 'America/New_York')).toBe('2026-02-14');
  });

  it('begins a summer day an hour before UTC in London', () => {
    expect(startOfDay('2026-07-01', 'Europe/London')).toBe('2026-06-30T23:00:00.000Z');
  });

  it('begins the days around a clock change at their own midnights', () => {
    expect(startOfDay('2026-03-29', 'Europe/London')).toBe('2026-03-29T00:00:00.000Z');
    expect(startOfDay('2026-03-30', 'Europe/London')).toBe('2026-03-29T23:00:00.000Z');
    expect(startOfDay('2026-10-25', 'Europe/London')).toBe('2026-10-24T23:00:00.000Z');
    expect(startOfDay('2026-10-26', 'Europe/London')).toBe('2026-10-26T00:00:00.000Z');
  });

  it('begins a day without midnight where the clock jumped to', () => {
    const start = startOfDay('2024-04-26', 'Africa/Cairo');
    expect(start).toBe('2024-04-25T22:00:00.000Z');
    expect(dayAt(new Date(Date.parse(start) - 1).toISOString(), 'Africa/Cairo')).toBe('2024-04-25');
  });

  it.each(['Pacific/Kiritimati', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Pago_Pago', 'UTC'])(
    'begins every day of a year at its first instant in %s',
    (timeZone) => {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day)) {
        const start = Date.parse(startOfDay(day, timeZone));
        expect([dayOf(start - 1, timeZone), dayOf(start, timeZone)]).toEqual([addDays(day, -1), day]);
      }
    },
  );

  it('goes over the ends of months and years', () => {
    expect([addDays('2026-12-31'), addDays('2028-02-28'), addDays('2026-03-01', -1)]).toEqual([
      '2027-01-01',
      '2028-02-29',
      '2026-02-28',
    ]);
  });

  it('takes nothing for a day that isn’t one', () => {
    expect(['2026-02-14', '2026-2-4', '2026-13-01', 'today', ''].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
