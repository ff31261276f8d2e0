import { z } from 'zod';

const pinoEntry = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
});

const warningLevel = 40;
const errorLevel = 50;

/** A line of a program's log, for people. */
export interface LogLine {
  text: string;
  /** Set when a person should see the line at once. */
  severity?: 'warning' | 'error';
}

/** Reads a line that a program logged; any other line stays as it is. */
export function readLogLine(line: string): LogLine {
  const entry = pinoEntry.safeParse(parseJson(line));
  if (!entry.success) return { text: line };
  const { level, msg, err } = entry.data;
  const parts = [...new Set([msg, err?.message ?? ''])].filter((part) => part !== '');
  const text = parts.length === 0 ? line : parts.join(': ');
  if (level < warningLevel) return { text };
  return { text, severity: level < errorLevel ? 'warning' : 'error' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
