import { describe, expect, it } from '@jest/globals';
import { readLogLine } from './log-line.js';

describe('a line of a log', () => {
  it.each([
    [{ level: 30, msg: 'Daybook answers.' }, { words: 'Daybook answers.' }],
    [
      { level: 40, msg: 'The database is away' },
      { words: 'The database is away', trouble: 'warning' },
    ],
    [
      { level: 50, msg: 'It broke', err: { message: 'no such table' } },
      { words: 'It broke: no such table', trouble: 'error' },
    ],
    [
      { level: 50, msg: 'It broke', err: { message: 'It broke' } },
      { words: 'It broke', trouble: 'error' },
    ],
    [
      { level: 60, err: { message: 'out of memory' } },
      { words: 'out of memory', trouble: 'error' },
    ],
  ])('of ours is read: %j', (line, read) => {
    expect(readLogLine(JSON.stringify(line))).toEqual(read);
  });

  it.each(['Error: no such file', '{"half":', '[]', 'null', '{"level":"loud"}'])(
    'of others stays as it is: %s',
    (line) => {
      expect(readLogLine(line)).toEqual({ words: line });
    },
  );

  it('that says nothing is shown whole', () => {
    const line = JSON.stringify({ level: 50, msg: '', context: 'Problem' });
    expect(readLogLine(line)).toEqual({ words: line, trouble: 'error' });
  });
});
