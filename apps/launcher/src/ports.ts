import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserFacingError } from '@daybook/config';
import { findFreePort } from '@daybook/database';

/** Throws a `UserFacingError` unless the port is free. */
export async function assertPortFree(port: number): Promise<void> {
  const code = await listenError(port);
  if (code === 'EACCES')
    throw new UserFacingError(`This user may not listen on port ${port}: set PORT to one above 1023.`);
  if (code)
    throw new UserFacingError(
      `Port ${port} is taken by another program: stop that, or set PORT to another one, such as PORT=${port + 100} npm start.`,
    );
}

export interface SandboxPorts {
  http: number;
  smtp: number;
}

/** The ports after the api's, which are easy to guess, or any others if those are taken. */
export async function chooseSandboxPorts(port: number): Promise<SandboxPorts> {
  const http = await findFreePortNear(port);
  return { http, smtp: await findFreePortNear(Math.max(http, port)) };
}

/** Saves where this start's sandbox is, for the commands that run beside it; null when there is none. */
export function saveSandboxPorts(dataDir: string, ports: SandboxPorts | null): void {
  if (ports) writeFileSync(sandboxPortsPath(dataDir), JSON.stringify(ports));
  else rmSync(sandboxPortsPath(dataDir), { force: true });
}

export function loadSandboxPorts(dataDir: string): SandboxPorts | null {
  try {
    return JSON.parse(readFileSync(sandboxPortsPath(dataDir), 'utf8')) as SandboxPorts;
  } catch {
    return null;
  }
}

const sandboxPortsPath = (dataDir: string) => join(dataDir, 'sandbox-ports.json');
const findFreePortNear = async (port: number) =>
  port < 65_535 && !(await listenError(port + 1)) ? port + 1 : findFreePort();

/** The error code of listening on the port (all addresses, then loopback); undefined if it is free. */
async function listenError(port: number): Promise<string | undefined> {
  return (await tryToListen(port)) ?? (await tryToListen(port, '127.0.0.1'));
}

function tryToListen(port: number, host?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
