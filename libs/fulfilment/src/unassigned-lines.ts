import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrderLine, type Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';

/** Lines that no provider makes: an order waits for them until a person has resolved their problem. */
@Injectable()
export class UnassignedLines {
  constructor(private readonly events: DomainEvents) {}

  async recordProblem(tx: Transaction, order: Order, lines: OrderLine[]): Promise<void> {
    const reason = describe(lines);
    order.fulfilmentError = reason;
    await this.events.publish(
      tx,
      'order.submission_failed',
      { provider: null, reason },
      { orderId: order.id, dedupeKey: `unassigned:${order.id}` },
    );
  }

  /** What is missing, as the end of a sentence; null when nothing is, or a person has seen to it. */
  async findProblem(tx: Transaction, orderId: string): Promise<string | null> {
    const lines = await tx.em.find(OrderLine, { orderId }, { orderBy: { position: 'asc' } });
    if (lines.length > 0 && lines.every(hasProvider)) return null;
    const problem = { type: 'order.submission_failed', where: { provider: null }, orderId } as const;
    return (await this.events.hasOpenProblem(tx, problem)) ? describe(lines) : null;
  }
}

export const hasProvider = ({ provider, productId, variantId }: OrderLine): boolean =>
  Boolean(provider && productId && variantId);

function describe(lines: OrderLine[]): string {
  const [first, ...others] = lines.filter((line) => !hasProvider(line));
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return first ? `no provider is assigned to ${first.title}${more}` : 'the order has no lines';
}
