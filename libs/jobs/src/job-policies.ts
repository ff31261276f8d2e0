import type { Settings } from '@daybook/config';
import type { Type } from '@nestjs/common';
import { definitionOf, findJob } from './job.js';
import type { JobPolicy } from './job-policy.js';

/** The policies of this process. */
export class JobPolicies {
  constructor(private readonly settings: Settings) {}

  /** Throws when there is no such job. */
  get(job: string | Type): JobPolicy {
    const policy = (typeof job === 'string' ? findJob(job) : definitionOf(job))?.policy;
    if (!policy) throw new Error(`There is no such job: ${String(job)}.`);
    return typeof policy === 'function' ? policy(this.settings) : policy;
  }

  /** How many jobs of this name one worker process takes at once. */
  slots(name: string): number {
    return this.get(name).concurrency * (findJob(name)?.lanes?.names.length ?? 1);
  }
}
