import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { KeptState } from '../kept/kept-state.js';

export const printifyTopics = [
  'shop:disconnected',
  'product:deleted',
  'product:publish:started',
  'order:created',
  'order:updated',
  'order:sent-to-production',
  'order:shipment:created',
  'order:shipment:delivered',
] as const;
export type PrintifyTopic = (typeof printifyTopics)[number];

export interface PrintifyRegistration {
  id: string;
  topic: PrintifyTopic;
  url: string;
  secret: string | null;
}

/** Who asked to be told what; kept over a restart. */
@Injectable()
export class PrintifyRegistrations {
  private all: PrintifyRegistration[] = [];

  constructor(private readonly state: KeptState) {
    state.keep<PrintifyRegistration[]>('printify-webhooks', {
      save: () => this.all,
      restore: (registrations) => (this.all = registrations),
    });
  }

  list(): readonly PrintifyRegistration[] {
    return this.all;
  }

  find(id: string): PrintifyRegistration | undefined {
    return this.all.find((registration) => registration.id === id);
  }

  add(wanted: Omit<PrintifyRegistration, 'id'>): PrintifyRegistration {
    const registration = { id: randomBytes(12).toString('hex'), ...wanted };
    this.all = [...this.all, registration];
    this.state.changed();
    return registration;
  }

  moveTo(registration: PrintifyRegistration, url: string): void {
    registration.url = url;
    this.state.changed();
  }

  remove({ id }: PrintifyRegistration): void {
    this.all = this.all.filter((registration) => registration.id !== id);
    this.state.changed();
  }
}
