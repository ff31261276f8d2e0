import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { rehearsalNames, Rehearsals } from '../stripe/webhooks/rehearsals.js';
import type { SandboxEvent } from '../stripe/webhooks/webhook-event.js';
import { WebhookEvents } from '../stripe/webhooks/webhook-events.js';
import { DemoOrders } from './demo-orders.service.js';
import { orderRequest, type OrderRequest } from './order-request.js';

const deliverRequest = z.strictObject({ mode: z.enum(rehearsalNames) });
const eventsQuery = z.object({
  session: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(200),
});

/** What the pages do, as JSON for tests and scripts. */
@Controller('sandbox')
export class SandboxApiController {
  constructor(
    private readonly orders: DemoOrders,
    private readonly events: WebhookEvents,
    private readonly rehearse: Rehearsals,
  ) {}

  @Post('orders')
  placeOrder(@Body({ schema: orderRequest }) order: OrderRequest) {
    const { checkout, events } = this.orders.place(order);
    return { sessionId: checkout.session.id, eventIds: events.map(({ id }) => id) };
  }

  @Get('events')
  listEvents(@Query({ schema: eventsQuery }) { session, limit }: z.output<typeof eventsQuery>) {
    const events = this.events.newestFirst().filter((event) => session === undefined || event.sessionId === session);
    return { items: events.slice(0, limit).map(summary) };
  }

  @Get('events/:id')
  showEvent(@Param('id') id: string) {
    const event = this.found(id);
    return { ...summary(event), body: event.body };
  }

  @Post('events/:id/deliver')
  @HttpCode(200)
  async deliver(@Param('id') id: string, @Body({ schema: deliverRequest }) { mode }: z.output<typeof deliverRequest>) {
    const made = await this.rehearse.run(mode, this.found(id));
    return { statuses: made.map(({ status }) => status) };
  }

  private found(id: string): SandboxEvent {
    const event = this.events.find(id);
    if (!event) throw new NotFoundException('The sandbox has no such event. It forgets everything when it stops.');
    return event;
  }
}

const summary = ({ id, type, created, sessionId, state, nextAttemptAt, deliveries }: SandboxEvent) => ({
  id,
  type,
  created,
  sessionId,
  state,
  nextAttemptAt,
  deliveries,
});
