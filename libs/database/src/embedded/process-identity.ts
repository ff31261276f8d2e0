import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The command line of a live process; empty when there is none, or it is a zombie. A process id alone proves nothing: the
 * system gives it to somebody else after a while, in a container after a restart at the latest.
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
