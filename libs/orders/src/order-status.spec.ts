import { orderStatuses, type OrderStatus } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { canTransition } from './order-status.js';

describe('the status of an order', () => {
  it('goes forward through its life', () => {
    const life: OrderStatus[] = [
      'awaiting_payment',
      'paid',
      'submitted',
      'in_production',
      'partially_shipped',
      'shipped',
      'delivered',
    ];

    for (const [index, status] of life.entries()) {
      const next = life[index + 1];
      if (next) expect({ status, next, may: canTransition(status, next) }).toEqual({ status, next, may: true });
    }
  });

  it('never goes back, and never repeats itself', () => {
    const life: OrderStatus[] = [
      'awaiting_payment',
      'paid',
      'submitted',
      'in_production',
      'partially_shipped',
      'shipped',
      'delivered',
    ];
    for (const [index, status] of life.entries()) {
      for (const earlier of life.slice(0, index + 1)) expect(canTransition(status, earlier)).toBe(false);
    }
  });

  it('ends with delivered or cancelled', () => {
    for (const next of orderStatuses) {
      expect(canTransition('delivered', next)).toBe(false);
      expect(canTransition('cancelled', next)).toBe(false);
    }
  });

  it('is not cancelled once the goods have left', () => {
    expect(canTransition('in_production', 'cancelled')).toBe(true);
    expect(canTransition('shipped', 'cancelled')).toBe(false);
  });
});
