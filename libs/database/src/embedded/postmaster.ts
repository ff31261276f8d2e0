import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A running server's main process, as its `postmaster.pid` describes it. */
export interface Postmaster {
  pid: number;
  port: number;
  state: string;
}

/** The server that runs on this cluster; undefined when none does, whatever its `postmaster.pid` says. */
export function runningPostmaster(data: string): Postmaster | undefined {
  const lines = readPidFile(data);
  const pid = Number(lines[0]);
  if (!pid || !isServerOf(data, pid)) return undefined;
  return { pid, port: Number(lines[3]), state: lines[7]?.trim() ?? 'starting' };
}

/**
 * A killed server leaves its `postmaster.pid` behind. PostgreSQL ignores it, unless its process id now belongs to another
 * process or to a zombie (both are usual in containers): then it never starts again. It also ignores the id of the process
 * that runs `pg_ctl`, so this writes that one; the line about shared memory stays.
 */
export function disownStalePostmaster(data: string): void {
  const lines = readPidFile(data);
  const pid = Number(lines[0]);
  if (!pid || pid === process.pid || isServerOf(data, pid)) return;
  writeFileSync(join(data, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

/**
 * The command line of a live process; empty when there is none, or it is a zombie. A process id alone proves nothing, because
 * the system reuses it.
 */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const line = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return line.includes('<defunct>') ? '' : line.trim();
  } catch {
    return '';
  }
}

function readPidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

const isServerOf = (data: string, pid: number) => commandLine(pid).includes(data);
