import { createServer } from 'node:net';
import { UserFacingError } from '@daybook/config';
import { freePort } from '@daybook/database';

/** Throws a `UserFacingError` unless the port can be listened on. */
export async function requireFreePort(port: number): Promise<void> {
  const refusal = await tryPort(port);
  if (refusal === 'EACCES')
    throw new UserFacingError(`This user may not listen on port ${port}: set PORT to one above 1023.`);
  if (refusal)
    throw new UserFacingError(
      `Port ${port} is taken by another program: stop that, or set PORT to another one, such as PORT=${port + 100} npm start.`,
    );
}

export interface SandboxPorts {
  http: number;
  smtp: number;
}

/** The ports after the api's where they are free: easy to guess. Any others, where not. */
export async function sandboxPorts(port: number): Promise<SandboxPorts> {
  const http = await portAfter(port);
  return { http, smtp: await portAfter(Math.max(http, port)) };
}

const portAfter = async (port: number) => (port < 65_535 && !(await tryPort(port + 1)) ? port + 1 : freePort());

/** The error's code when the port cannot be had, on every address or on the loopback one. */
async function tryPort(port: number): Promise<string | undefined> {
  return (await tryAddress(port)) ?? (await tryAddress(port, '127.0.0.1'));
}

function tryAddress(port: number, host?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
