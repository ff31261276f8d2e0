import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './process-identity.js';

/** A running server's main process, as it wrote itself down. */
export interface Postmaster {
  pid: number;
  port: number;
  state: string;
}

/** The server that runs on this cluster; undefined when none does, whatever its `postmaster.pid` says. */
export function runningPostmaster(data: string): Postmaster | undefined {
  const lines = pidFile(data);
  const pid = Number(lines[0]);
  if (!pid || !isServerOf(data, pid)) return undefined;
  return { pid, port: Number(lines[3]), state: lines[7]?.trim() ?? 'starting' };
}

/**
 * A killed server leaves its `postmaster.pid` behind. PostgreSQL sees through that, unless the process id in it belongs to
 * somebody else by now, or to a zombie nobody collects (both are usual in containers): then it refuses to start for ever.
 * It ignores the id of the process that runs `pg_ctl`, so that is what we write; the line about shared memory stays.
 */
export function disownStalePostmaster(data: string): void {
  const lines = pidFile(data);
  const pid = Number(lines[0]);
  if (!pid || pid === process.pid || isServerOf(data, pid)) return;
  writeFileSync(join(data, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

function pidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

const isServerOf = (data: string, pid: number) => commandLine(pid).includes(data);
