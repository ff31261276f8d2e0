import { orderStatuses, type OrderStatus } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { canTransition } from './order-status.js';

describe('the status of an order', () => {
  const lifecycle = orderStatuses.filter((status) => status !== 'cancelled');

  it('moves forward one step at a time', () => {
    for (const [index, status] of lifecycle.slice(0, -1).entries()) {
      const next = lifecycle[index + 1] as OrderStatus;
      expect({ status, next, allowed: canTransition(status, next) }).toEqual({ status, next, allowed: true });
    }
  });

  it('never moves back and never repeats', () => {
    for (const [index, status] of lifecycle.entries()) {
      for (const earlier of lifecycle.slice(0, index + 1)) expect(canTransition(status, earlier)).toBe(false);
    }
  });

  it('is final once delivered or cancelled', () => {
    for (const next of orderStatuses) {
      expect(canTransition('delivered', next)).toBe(false);
      expect(canTransition('cancelled', next)).toBe(false);
    }
  });

  it('cannot become cancelled once the goods have shipped', () => {
    expect(canTransition('in_production', 'cancelled')).toBe(true);
    expect(canTransition('shipped', 'cancelled')).toBe(false);
  });
});
