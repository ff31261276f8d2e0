import { z } from 'zod';

const pinoEntry = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
});

const warningLevel = 40;
const errorLevel = 50;

export interface LogLine {
  text: string;
  /** Set when a person should see the line at once. */
  severity?: 'warning' | 'error';
}

export function parseLogLine(line: string): LogLine {
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
