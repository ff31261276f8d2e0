import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine } from '@daybook/database';

export interface ProcessRecord {
  pid: number;
  /** A part of its command line, which distinguishes it from a later process with its id. */
  command: string;
}

const stopTimeoutSeconds = 10;

/** Records the running processes, so that the next start can stop them after a `kill -9`. A full disk loses the record. */
export function recordProcesses(dataDir: string, records: ProcessRecord[]): void {
  try {
    // renamed into place: a reader sees the old file or the new one
    writeFileSync(`${recordPath(dataDir)}.new`, JSON.stringify(records, null, 2));
    renameSync(`${recordPath(dataDir)}.new`, recordPath(dataDir));
  } catch {
    // the processes end with the launcher anyway
  }
}

/** Stops the processes that a killed start left behind; most of them notice by themselves. */
export async function stopOrphans(dataDir: string, log: (sentence: string) => void): Promise<void> {
  const orphans = () => readRecords(dataDir).filter(isRunning);
  if (orphans().length === 0) return;
  log('Stopping what the last start left running …');
  for (const orphan of orphans()) sendSignal('SIGTERM', orphan);
  const deadline = Date.now() + stopTimeoutSeconds * 1000;
  while (orphans().length > 0) {
    if (Date.now() > deadline) for (const orphan of orphans()) sendSignal('SIGKILL', orphan);
    await pause(100);
  }
}

function sendSignal(signal: NodeJS.Signals, { pid }: ProcessRecord): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}

const isRunning = ({ pid, command }: ProcessRecord) => commandLine(pid).includes(command);

function readRecords(dataDir: string): ProcessRecord[] {
  try {
    return JSON.parse(readFileSync(recordPath(dataDir), 'utf8')) as ProcessRecord[];
  } catch {
    return [];
  }
}

const recordPath = (dataDir: string) => join(dataDir, 'running.json');
