import { UserFacingError, unavailableExitCode } from '@daybook/config';
import { expect, it } from '@jest/globals';
import { keepTrying } from './keep-trying.js';
import { ProgramError } from './programs.js';

const restarts = { firstPauseSeconds: 0.001, maxPauseSeconds: 0.001, wellAfterSeconds: 60 };
const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

/** What is said when a step fails three times with the error and then succeeds, or the error that ends it. */
async function said(error: Error): Promise<unknown> {
  const sentences: string[] = [];
  let failures = 0;
  const step = () => {
    if (failures === 3) return 'done';
    failures += 1;
    throw error;
  };
  const log = (sentence: string) => sentences.push(sentence);
  const outcome = keepTrying(step, { log, stopping: new AbortController().signal, restarts });
  return outcome.then(
    (result) => [result, sentences.length, ...new Set(sentences)],
    (thrown: unknown) => (thrown === error && sentences.length === 0 ? 'given up' : thrown),
  );
}

it.each([
  [
    'a database that does not answer',
    withCode('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
    'PostgreSQL does not answer (connect ECONNREFUSED 127.0.0.1:1).',
  ],
  [
    'a database that does not answer, explained',
    new UserFacingError('PostgreSQL cannot be reached: start it.', { cause: new Error('timeout expired') }),
    'PostgreSQL cannot be reached: start it.',
  ],
  ['a full disk', withCode('ENOSPC: no space left', 'ENOSPC'), 'The disk is full (ENOSPC: no space left): make room.'],
  [
    'a full disk that another program met',
    new UserFacingError('It did not start.', { cause: new Error('initdb: No space left on device\nremoving …') }),
    'The disk is full (It did not start.): make room.',
  ],
  [
    'the database’s full disk',
    withCode('could not extend file', '53100'),
    'PostgreSQL does not answer (could not extend file).',
  ],
  ['a program that lacked something', new ProgramError('The demo ended.', unavailableExitCode), 'The demo ended.'],
])('waits for %s, and says so', async (_, error, sentence) => {
  expect(await said(error)).toEqual(['done', 3, `${sentence} Trying again in 0.001 s.`]);
});

it.each([
  ['a wrong database', withCode('no such database', '3D000')],
  ['a wrong password', withCode('password authentication failed', '28P01')],
  ['a wrong setting', new UserFacingError('PORT has to be a number.')],
  ['a folder that may not be written', withCode('EACCES: permission denied', 'EACCES')],
  ['a program that cannot start', new ProgramError('The demo ended.', 1)],
])('gives up at once because of %s', async (_, error) => {
  expect(await said(error)).toBe('given up');
});

it('ends its wait with everything else', async () => {
  const stop = new AbortController();
  const outcome = keepTrying(
    () => {
      throw withCode('ENOSPC', 'ENOSPC');
    },
    { log: () => stop.abort(), stopping: stop.signal },
  );
  await expect(outcome).rejects.toThrow('aborted');
});
