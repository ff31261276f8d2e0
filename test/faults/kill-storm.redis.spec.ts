import { describe } from '@jest/globals';
import { redisUrl } from '../support/redis.js';
import { onBull } from './storm/job-carriers.js';
import { killStormContract } from './storm/kill-storm.contract.js';

describe('with jobs on Bull, Daybook', () => {
  killStormContract(onBull(redisUrl()));
});
