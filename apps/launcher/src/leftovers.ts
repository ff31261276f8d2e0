import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine } from '@daybook/database';

/** A process a start has made: its id, and a part of its command line by which it is known again. */
export interface Trace {
  pid: number;
  command: string;
}

const secondsToEnd = 10;

/** Writes down what runs, so that the next start can clear up after a `kill -9`. */
export function noteRunning(dataDir: string, traces: Trace[]): void {
  // renamed into place: a reader sees the old note or the new one
  writeFileSync(`${notePath(dataDir)}.new`, JSON.stringify(traces, null, 2));
  renameSync(`${notePath(dataDir)}.new`, notePath(dataDir));
}

/** Ends what a killed start left running: most of it notices by itself, some has to be told, or made to. */
export async function clearLeftovers(dataDir: string, say: (sentence: string) => void): Promise<void> {
  const left = () => readNote(dataDir).filter(stillRuns);
  if (left().length === 0) return;
  say('Ending what the last start left running …');
  for (const trace of left()) send('SIGTERM', trace);
  const deadline = Date.now() + secondsToEnd * 1000;
  while (left().length > 0) {
    if (Date.now() > deadline) for (const trace of left()) send('SIGKILL', trace);
    await pause(100);
  }
}

function send(signal: NodeJS.Signals, { pid }: Trace): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
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
