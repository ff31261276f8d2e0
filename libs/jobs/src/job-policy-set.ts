import { jobPolicies, type JobName, type JobPolicies, type JobPolicy } from './job-map.js';

/** The retry policies by job, injected so that a test can have its own. */
export class JobPolicySet {
  constructor(private readonly policies: JobPolicies = jobPolicies) {}

  of(name: JobName): JobPolicy {
    return this.policies[name];
  }
}
