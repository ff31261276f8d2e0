const unavailableCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  // connection exceptions
  ...['08000', '08001', '08003', '08004', '08006'],
  '25006', // read_only_sql_transaction: a standby, or a server that its host made read-only because its disk is full
  '53000', // insufficient_resources
  '53100', // disk_full
  '53200', // out_of_memory
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '58000', // system_error
  '58030', // io_error
]);

const unavailableMessages =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|connection error|Query read timeout/;

/**
 * Whether an error means that PostgreSQL could not be reached, or lacks what any statement needs, such as room on its disk: a
 * retry may succeed. Not that a statement itself asks for too much (53400, 54000), or takes too long (57014).
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, previous } = error as Partial<
    Record<'code' | 'message' | 'cause' | 'previous', unknown>
  >;
  if (typeof code === 'string' && unavailableCodes.has(code)) return true;
  if (typeof message === 'string' && unavailableMessages.test(message)) return true;
  return isDatabaseUnavailable(cause) || isDatabaseUnavailable(previous);
}
