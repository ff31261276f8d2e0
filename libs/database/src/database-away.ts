const awayCodes = new Set([
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

const awayMessages =
  /Connection terminated|timeout exceeded when trying to connect|connection error|Query read timeout/;

/** Whether an error means that PostgreSQL could not be reached (try again later), rather than that it said no. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, previous } = error as Partial<
    Record<'code' | 'message' | 'cause' | 'previous', unknown>
  >;
  if (typeof code === 'string' && awayCodes.has(code)) return true;
  if (typeof message === 'string' && awayMessages.test(message)) return true;
  return isDatabaseAway(cause) || isDatabaseAway(previous);
}
