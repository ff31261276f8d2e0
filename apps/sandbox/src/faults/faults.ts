import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Call, FaultRequest, FaultyService } from './fault-request.js';

export interface Fault extends FaultRequest {
  id: string;
  on: Call | 'any';
  /** How many calls it will still spoil. */
  left: number;
}

/** What is to go wrong with the next calls, in the order in which it was asked for. */
@Injectable()
export class Faults {
  private waiting: Fault[] = [];

  add(request: FaultRequest): Fault {
    const on = request.on ?? (request.service === 'stripe' ? 'refund' : 'submit');
    const fault = { ...request, id: randomUUID(), on, left: request.times };
    this.waiting.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.waiting;
  }

  clear(): void {
    this.waiting = [];
  }

  remove(id: string): void {
    this.waiting = this.waiting.filter((fault) => fault.id !== id);
  }

  /** The fault that befalls this call, if any; used up by it. */
  take(service: FaultyService, call: Call): Fault | undefined {
    const fault = this.waiting.find((one) => one.service === service && (one.on === 'any' || one.on === call));
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left === 0) this.remove(fault.id);
    return fault;
  }
}
