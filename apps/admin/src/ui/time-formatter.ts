import { addDays, dayOf } from './time-zone';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export class TimeFormatter {
  readonly #time: Intl.DateTimeFormat;
  readonly #dayAndMonth: Intl.DateTimeFormat;
  readonly #dayMonthAndYear: Intl.DateTimeFormat;
  readonly #longDate: Intl.DateTimeFormat;
  readonly #weekday: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor(
    locale: string,
    readonly timeZone: string,
  ) {
    const date = { timeZone, day: 'numeric', month: 'short' } as const;
    const time = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    this.#time = new Intl.DateTimeFormat(locale, time);
    this.#dayAndMonth = new Intl.DateTimeFormat(locale, date);
    this.#dayMonthAndYear = new Intl.DateTimeFormat(locale, { ...date, year: 'numeric' });
    this.#longDate = new Intl.DateTimeFormat(locale, { ...date, month: 'long', year: 'numeric' });
    this.#weekday = new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long' });
    this.#full = new Intl.DateTimeFormat(locale, {
      ...time,
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      second: '2-digit',
      timeZoneName: 'short',
    });
  }

  dayOf(iso: string): string {
    return dayOf(Date.parse(iso), this.timeZone);
  }

  /** `14:23` */
  time(iso: string): string {
    return this.#time.format(Date.parse(iso));
  }

  /** `16 Feb`, with the year when it is not that of `relativeTo`. */
  date(iso: string, relativeTo: string): string {
    const sameYear = this.dayOf(iso).slice(0, 4) === this.dayOf(relativeTo).slice(0, 4);
    return (sameYear ? this.#dayAndMonth : this.#dayMonthAndYear).format(Date.parse(iso));
  }

  /** `14:23` on the day of `relativeTo`, else `16 Feb`: the first day of an order shows times, later days show dates. */
  timeOrDate(iso: string, relativeTo: string): string {
    return this.dayOf(iso) === this.dayOf(relativeTo) ? this.time(iso) : this.date(iso, relativeTo);
  }

  /** `14:23` on the day of `relativeTo`, else `16 Feb, 14:23`. */
  timeAndDateUnlessSameDay(iso: string, relativeTo: string): string {
    const time = this.time(iso);
    return this.dayOf(iso) === this.dayOf(relativeTo) ? time : `${this.date(iso, relativeTo)}, ${time}`;
  }

  /** `14 February 2026` */
  longDate(iso: string): string {
    return this.#longDate.format(Date.parse(iso));
  }

  /** `Sat, 14 February 2026 at 14:23:05 GMT` */
  fullDateTime(iso: string): string {
    return this.#full.format(Date.parse(iso));
  }

  /** `just now`, `2 min ago`, `2 h ago`, `3 d ago`; the date after a week, and for a future time. */
  ago(iso: string, now: number): string {
    const passed = now - Date.parse(iso);
    if (passed < -minuteMs) return this.timeAndDateUnlessSameDay(iso, new Date(now).toISOString());
    if (passed < minuteMs) return 'just now';
    if (passed < hourMs) return `${Math.floor(passed / minuteMs)} min ago`;
    if (passed < dayMs) return `${Math.floor(passed / hourMs)} h ago`;
    if (passed < 7 * dayMs) return `${Math.floor(passed / dayMs)} d ago`;
    return this.date(iso, new Date(now).toISOString());
  }

  /** A day's heading: `Today`, `Yesterday`, `Friday, 20 November`. */
  dayHeading(iso: string, now: number): string {
    const today = dayOf(now, this.timeZone);
    const itsDay = this.dayOf(iso);
    if (itsDay === today) return 'Today';
    if (itsDay === addDays(today, -1)) return 'Yesterday';
    const weekday = this.#weekday.format(Date.parse(iso));
    return `${weekday}, ${this.date(iso, new Date(now).toISOString())}`;
  }
}
