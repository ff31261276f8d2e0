import { describe } from '@jest/globals';
import { onPgBoss } from './storm/job-carriers.js';
import { killStormContract } from './storm/kill-storm.contract.js';

describe('with jobs on pg-boss, Daybook', () => {
  killStormContract(onPgBoss);
});
