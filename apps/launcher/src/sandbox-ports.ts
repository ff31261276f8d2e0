import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxPorts } from './ports.js';

const notePath = (dataDir: string) => join(dataDir, 'sandbox-ports.json');

/** Notes where the sandbox of this start is, for the commands that run beside it; null: there is none. */
export function rememberPorts(dataDir: string, ports: SandboxPorts | null): void {
  if (ports) writeFileSync(notePath(dataDir), JSON.stringify(ports));
  else rmSync(notePath(dataDir), { force: true });
}

/** Where the sandbox of the last start was: it is there while that start runs. */
export function rememberedPorts(dataDir: string): SandboxPorts | null {
  try {
    return JSON.parse(readFileSync(notePath(dataDir), 'utf8')) as SandboxPorts;
  } catch {
    return null;
  }
}
