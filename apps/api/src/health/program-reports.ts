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
  #waiting = new Map<ProgramName, ProgramReport>();

  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async receive(report: ProgramReport): Promise<void> {
    this.#waiting.set(report.program, report);
    await this.flush();
  }

  @Interval(5_000)
  async flush(): Promise<void> {
    const reports = this.#waiting;
    this.#waiting = new Map();
    for (const [program, report] of reports) {
      try {
        await this.database.transaction((tx) => this.record(tx, report));
      } catch (error) {
        this.#log.warn(`That the ${program} is ${report.state} will be recorded later: ${String(error)}`);
        if (!this.#waiting.has(program)) this.#waiting.set(program, report);
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
