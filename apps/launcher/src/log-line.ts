import { z } from 'zod';

const entry = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
});

const warning = 40;
const error = 50;

/** What a line of a program's log says to a person. */
export interface LogLine {
  words: string;
  /** Given for what a person should see at once. */
  trouble?: 'warning' | 'error';
}

/** Reads a line as the programs write it, and takes any other as it is. */
export function readLogLine(line: string): LogLine {
  const read = entry.safeParse(parsed(line));
  if (!read.success) return { words: line };
  const { level, msg, err } = read.data;
  const said = [...new Set([msg, err?.message ?? ''])].filter((part) => part !== '');
  const words = said.length === 0 ? line : said.join(': ');
  if (level < warning) return { words };
  return { words, trouble: level < error ? 'warning' : 'error' };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
