import { defaultJobPolicies, type JobName, type JobPolicyTable, type JobPolicy } from './job-map.js';

/** The retry policies by job, injected so that a test can have its own. */
export class JobPolicies {
  constructor(private readonly policies: JobPolicyTable = defaultJobPolicies) {}

  get(name: JobName): JobPolicy {
    return this.policies[name];
  }
}
