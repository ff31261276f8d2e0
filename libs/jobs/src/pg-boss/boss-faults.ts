import { isDatabaseUnavailable } from '@daybook/database';
import type { Logger } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';

const quietMilliseconds = 60_000;

/** Sends what pg-boss complains about to the process log; an outage of the database once a minute, not once a poll. */
export function logErrors(boss: PgBoss, logger: Logger): void {
  let quietUntil = 0;
  boss.on('warning', ({ message }) => logger.warn(message));
  boss.on('error', (fault) => {
    const error = asError(fault);
    if (!isDatabaseUnavailable(error)) return logger.error(error.message, error.stack);
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + quietMilliseconds;
    logger.warn(`The database cannot be reached, so jobs wait: ${error.message}`);
  });
}

/** pg-boss copies some errors into plain objects on the way. */
function asError(fault: unknown): Error {
  if (fault instanceof Error) return fault;
  const { message = String(fault) }: { message?: unknown } = typeof fault === 'object' && fault !== null ? fault : {};
  return Object.assign(new Error(String(message)), fault);
}
