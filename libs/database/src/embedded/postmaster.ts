import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Postmaster {
  pid: number;
  port: number;
  state: string;
}

/** The server that runs on this cluster; undefined when none does, whatever its `postmaster.pid` says. */
export function runningPostmaster(clusterDataDir: string): Postmaster | undefined {
  const lines = readPidFile(clusterDataDir);
  const pid = Number(lines[0]);
  if (!pid || !isServerOf(clusterDataDir, pid)) return undefined;
  return { pid, port: Number(lines[3]), state: lines[7]?.trim() ?? 'starting' };
}

/**
 * A killed server leaves its `postmaster.pid` behind. PostgreSQL ignores it, unless its process id now belongs to another
 * process or to a zombie (both are usual in containers): then it never starts again. It also ignores the id of the process
 * that runs `pg_ctl`, so this writes that one; the line about shared memory stays.
 */
export function neutralizeStalePidFile(clusterDataDir: string): void {
  const lines = readPidFile(clusterDataDir);
  const pid = Number(lines[0]);
  if (!pid || pid === process.pid || isServerOf(clusterDataDir, pid)) return;
  writeFileSync(join(clusterDataDir, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
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
