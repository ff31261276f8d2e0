import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine } from '@daybook/database';

/** A process a start has made: its id, and a part of its command line by which it is known again. */
export interface Trace {
  pid: number;
  command: string;
}

const secondsToNotice = 12;

/** Writes down what runs, so that the next start can clear up after a `kill -9`. */
export function noteRunning(dataDir: string, traces: Trace[]): void {
  // renamed into place: a reader sees the old note or the new one
  writeFileSync(`${notePath(dataDir)}.new`, JSON.stringify(traces, null, 2));
  renameSync(`${notePath(dataDir)}.new`, notePath(dataDir));
}

/** Waits for what a killed start left running: it notices by itself; what does not is killed. */
export async function clearLeftovers(dataDir: string, say: (sentence: string) => void): Promise<void> {
  const deadline = Date.now() + secondsToNotice * 1000;
  let told = false;
  for (;;) {
    const left = readNote(dataDir).filter(stillRuns);
    if (left.length === 0) return;
    if (!told) say('Waiting for what the last start left running …');
    told = true;
    if (Date.now() > deadline) for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await pause(100);
  }
}

const stillRuns = ({ pid, command }: Trace) => commandLine(pid).includes(command);

function readNote(dataDir: string): Trace[] {
  try {
    return JSON.parse(readFileSync(notePath(dataDir), 'utf8')) as Trace[];
  } catch {
    return [];
  }
}

const notePath = (dataDir: string) => join(dataDir, 'running.json');
