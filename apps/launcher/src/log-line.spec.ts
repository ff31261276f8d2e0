import { describe, expect, it } from '@jest/globals';
import { parseLogLine } from './log-line.js';

describe('a log line', () => {
  it.each([
    [{ level: 30, msg: 'Daybook answers.' }, { text: 'Daybook answers.' }],
    [
      { level: 40, msg: 'The database is unavailable' },
      { text: 'The database is unavailable', severity: 'warning' },
    ],
    [
      { level: 50, msg: 'It broke', err: { message: 'no such table' } },
      { text: 'It broke: no such table', severity: 'error' },
    ],
    [
      { level: 50, msg: 'It broke', err: { message: 'It broke' } },
      { text: 'It broke', severity: 'error' },
    ],
    [
      { level: 60, err: { message: 'out of memory' } },
      { text: 'out of memory', severity: 'error' },
    ],
  ])('of a program is read: %j', (line, expected) => {
    expect(parseLogLine(JSON.stringify(line))).toEqual(expected);
  });

  it.each(['Error: no such file', '{"half":', '[]', 'null', '{"level":"loud"}'])(
    'of another kind stays as it is: %s',
    (line) => {
      expect(parseLogLine(line)).toEqual({ text: line });
    },
  );

  it('without a message stays as it is', () => {
    const line = JSON.stringify({ level: 50, msg: '', context: 'Problem' });
    expect(parseLogLine(line)).toEqual({ text: line, severity: 'error' });
  });
});
