import type { ProgramReport } from '@daybook/config';
import type { ProgramName } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

/** Records what the launcher reports of its programs; while PostgreSQL does not answer, the latest report of each waits. */
@Injectable()
export class ProgramReports {
  readonly #log = new Logger(ProgramReports.name);
  readonly #waiting = new Map<ProgramName, ProgramReport>();
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async receive(report: ProgramReport): Promise<void> {
    this.#waiting.set(report.program, report);
    await this.flush();
  }

  @Interval(5_000)
  flush(): Promise<void> {
    // one after the other: an older report must not overtake a newer one
    this.#flushing = this.#flushing.then(() => this.recordWaiting());
    return this.#flushing;
  }

  private async recordWaiting(): Promise<void> {
    for (const [program, report] of [...this.#waiting]) {
      try {
        await this.database.transaction((tx) => this.record(tx, report));
        if (this.#waiting.get(program) === report) this.#waiting.delete(program);
      } catch (error) {
        this.#log.warn(`That the ${program} is ${report.state} will be recorded later: ${String(error)}`);
      }
    }
  }

  private async record(tx: Transaction, report: ProgramReport): Promise<void> {
    const { program } = report;
    if (report.state === 'unavailable') {
      const { restarts, reason } = report;
      await this.events.publish(tx, 'program.unavailable', { program, restarts, reason });
    } else if (await this.events.hasOpenProblem(tx, { type: 'program.unavailable', where: { program } }))
      await this.events.publish(tx, 'program.available', { program });
  }
}
