const unavailableCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '08000',
  '08001',
  '08003',
  '08006',
]);

const unavailableMessages =
  /Connection terminated|timeout exceeded when trying to connect|connection error|Query read timeout/;

/** Whether an error means that PostgreSQL could not be reached, so that a retry may succeed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, previous } = error as Partial<
    Record<'code' | 'message' | 'cause' | 'previous', unknown>
  >;
  if (typeof code === 'string' && unavailableCodes.has(code)) return true;
  if (typeof message === 'string' && unavailableMessages.test(message)) return true;
  return isDatabaseUnavailable(cause) || isDatabaseUnavailable(previous);
}
