import type { ColumnType } from 'kysely';

/** The columns of pg-boss's own table that we read, as its version 12 has them. Its migrations are its own. */
export interface PgBossTables {
  'pgboss.job': {
    id: string;
    name: string;
    data: object;
    state: ColumnType<'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'>;
    /** Null before the first attempt. */
    started_on: Date | null;
    /** Attempts started after the first. */
    retry_count: number;
    created_on: Date;
    start_after: Date;
    completed_on: Date | null;
    /** What the last attempt ended with: our reason, or the error that pg-boss has copied. */
    output: { reason?: string; message?: string; value?: { message?: string } } | null;
  };
}
