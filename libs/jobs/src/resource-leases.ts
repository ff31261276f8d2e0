import { Database, now, secondsFromNow, type Transaction } from '@daybook/database';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { JobsTables } from './jobs.entities.js';
import { isRenewalDue, keepRenewing, leaseSeconds, mayHaveEnded, type RenewedLease } from './keep-renewing.js';

/** Only the database's clock counts. */
const leaseEnd = secondsFromNow(leaseSeconds);

export interface ResourceLease extends RenewedLease {
  resource: string;
  token: string;
}

/**
 * Leases on what jobs call other services about. An attempt renews its lease; when its worker has died, the lease ends and
 * another attempt takes over.
 */
@Injectable()
export class ResourceLeases {
  readonly #logger = new Logger('JobWorker');

  constructor(private readonly database: Database) {}

  /** Null while another attempt holds it. */
  async tryLease(tx: Transaction, resource: string): Promise<ResourceLease | null> {
    const lease = { resource, token: uuidv7(), renewedAt: performance.now() };
    const leased = await tx
      .kysely<JobsTables>()
      .insertInto('job_lease')
      .values({ resource, token: lease.token, leased_until: leaseEnd })
      .onConflict((conflict) =>
        conflict
          .column('resource')
          .doUpdateSet({ token: lease.token, leased_until: leaseEnd })
          .where('job_lease.leased_until', '<', now()),
      )
      .returning('token')
      .executeTakeFirst();
    return leased ? lease : null;
  }

  /** Whether an attempt works on it now. */
  async isLeased(tx: Transaction, resource: string): Promise<boolean> {
    const lease = await tx
      .kysely<JobsTables>()
      .selectFrom('job_lease')
      .select('token')
      .where('resource', '=', resource)
      .where('leased_until', '>=', now())
      .executeTakeFirst();
    return lease !== undefined;
  }

  /** False when another attempt has taken over; a lease that has merely ended still counts. */
  async release(tx: Transaction, { resource, token }: ResourceLease): Promise<boolean> {
    const released = await tx
      .kysely<JobsTables>()
      .deleteFrom('job_lease')
      .where('resource', '=', resource)
      .where('token', '=', token)
      .returning('token')
      .executeTakeFirst();
    return released !== undefined;
  }

  /** Renews a lease that may end soon, because its attempt has waited since; false when another attempt has taken over. */
  async ensureHeld(lease: ResourceLease): Promise<boolean> {
    return !isRenewalDue(lease) || this.#renew(lease);
  }

  /** Renews the lease until `stop`; `signal` is aborted when it was taken over, or could not be renewed in time. */
  hold(lease: ResourceLease): { signal: AbortSignal; stop: () => void } {
    const lost = new AbortController();
    const renew = async () => {
      if (!(await this.#renew(lease))) lost.abort(new Error('its lease was taken over'));
    };
    const abortEnded = () => {
      if (mayHaveEnded(lease)) lost.abort(new Error('its lease could not be renewed'));
    };
    return { signal: lost.signal, stop: keepRenewing(renew, abortEnded, this.#logger) };
  }

  async #renew(lease: ResourceLease): Promise<boolean> {
    const { resource, token } = lease;
    const startedAt = performance.now();
    const renewed = await this.database
      .kysely<JobsTables>()
      .updateTable('job_lease')
      .set({ leased_until: leaseEnd })
      .where('resource', '=', resource)
      .where('token', '=', token)
      .returning('token')
      .executeTakeFirst();
    if (renewed) lease.renewedAt = startedAt;
    return renewed !== undefined;
  }
}
