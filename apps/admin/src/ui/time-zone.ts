/** Days of a time zone. A day is written `2026-02-14`. */

const formats = new Map<string, Intl.DateTimeFormat>();

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

function partsOf(instant: number, timeZone: string): Record<Part, string> {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  formats.set(timeZone, format);
  const parts = format.formatToParts(instant).map(({ type, value }) => [type, value]);
  return Object.fromEntries(parts) as Record<Part, string>;
}

export function dayOf(instant: number, timeZone: string): string {
  const { year, month, day } = partsOf(instant, timeZone);
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

/** When the clocks of a time zone show `time` (`09:00`) on a day, as ISO 8601 UTC. */
export function timeOn(day: string, time: string, timeZone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const guess = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(guess, timeZone)).toISOString();
}

/** The first instant of a day in a time zone, as ISO 8601 UTC; also where a clock change leaves midnight out. */
export function startOfDay(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - offsetAt(midnight, timeZone);
  const start = midnight - offsetAt(guess, timeZone);
  // On a day without midnight both offsets are tried: the day begins where the clock jumped to.
  const candidates = [guess, start].filter((instant) => dayOf(instant, timeZone) === day);
  return new Date(Math.min(...candidates)).toISOString();
}

export function addDays(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function offsetAt(instant: number, timeZone: string): number {
  const { hour, minute, second } = partsOf(instant, timeZone);
  const wall = Date.parse(`${dayOf(instant, timeZone)}T${hour}:${minute}:${second}Z`);
  return wall - Math.floor(instant / 1000) * 1000;
}
