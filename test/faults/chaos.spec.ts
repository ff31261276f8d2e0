import { describe } from '@jest/globals';
import { onPgBoss } from './chaos/job-backends.js';
import { chaosContract } from './chaos/chaos.contract.js';

describe('with jobs on pg-boss, Daybook', () => {
  chaosContract(onPgBoss);
});
