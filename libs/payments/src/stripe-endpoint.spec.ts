import { WebhookSources } from '@daybook/webhooks';
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useParts } from '../../../test/support/parts.js';
import { endpointEvents } from './stripe-endpoint.js';

const parts = useParts();

it('asks Stripe for what is read, but not for what others say as well', () => {
  const read = new Set(parts.get(WebhookSources).get('stripe').eventTypes);
  const asked = new Set<string>(endpointEvents);
  expect(asked.difference(read)).toEqual(new Set());
  expect(read.difference(asked)).toEqual(
    new Set(['charge.refund.updated', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated']),
  );
});

it('asks for the events that docs/install.md names for an endpoint made by hand', () => {
  const install = readFileSync(join(import.meta.dirname, '../../../docs/install.md'), 'utf8');
  const named = install.matchAll(/`((?:checkout|refund|charge|review|radar)\.[a-z_.]+)`/g);
  expect([...named].map(([, type]) => type)).toEqual(endpointEvents);
});
