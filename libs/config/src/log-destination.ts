import pino from 'pino';

/** What waits to be written on a full disk, until there is room again; lines beyond it are lost. */
const maxWaitingBytes = 1_000_000;

/** Where programs log to: their standard output. That it cannot be written to, as on a full disk, never ends a program. */
export function openLogDestination() {
  const destination = pino.destination({ dest: 1, sync: true, maxLength: maxWaitingBytes });
  destination.on('error', () => undefined);
  return destination;
}
