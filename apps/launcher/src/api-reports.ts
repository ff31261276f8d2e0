import type { ProgramReport } from '@daybook/config';
import type { ProgramName } from '@daybook/contract';

type Send = (report: ProgramReport) => void;

/**
 * Tells the api which programs end again and again, and which run well. Each api that starts hears the latest of every program,
 * because the one before it may have ended with what it had heard.
 */
export class ApiReports {
  readonly #latest = new Map<ProgramName, ProgramReport>();
  #send: Send = () => undefined;

  report(report: ProgramReport): void {
    this.#latest.set(report.program, report);
    this.#send(report);
  }

  /** An api is ready to receive. */
  connect(send: Send): void {
    this.#send = send;
    for (const report of this.#latest.values()) send(report);
  }
}
