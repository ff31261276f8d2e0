import { describe } from '@jest/globals';
import { redisUrl } from '../support/redis.js';
import { onBull } from './chaos/job-backends.js';
import { chaosContract } from './chaos/chaos.contract.js';

describe('with jobs on Bull, Daybook', () => {
  chaosContract(onBull(redisUrl()));
});
