/** For every connection to PostgreSQL: a busy machine takes seconds to accept one. */
export const connectionTimeoutMillis = 5_000;
