import { Body, Controller, Delete, Get, HttpCode, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { printfulErrors } from './printful-errors.js';
import { PrintfulRegistration, type PrintfulConfiguration } from './printful-registration.js';
import { printfulTime } from './printful-time.js';
import { PrintfulGuard } from './printful.guard.js';

const url = z.url({ protocol: /^https?$/, error: 'Invalid webhook URL' }).nullish();
const configurationRequest = z.object({
  default_url: url,
  expires_at: z.iso.datetime({ offset: true, error: 'Invalid expiration date' }).nullish(),
  events: z.array(z.object({ type: z.string('Event type is missing').min(1), url }), 'Missing required parameters'),
});
const showQuery = z.object({ show_expired: z.string().optional() });

/** Where Printful's webhooks go, which ones, and until when. It takes http addresses, too, for a shop on the same machine. */
@Controller('printful/v2/webhooks')
@UseGuards(PrintfulGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintfulWebhooksController {
  constructor(private readonly registration: PrintfulRegistration) {}

  @Get()
  @Calls('webhooks')
  show(@Query({ schema: showQuery }) { show_expired }: z.output<typeof showQuery>) {
    const configuration = show_expired === 'true' ? this.registration.latest() : this.registration.inForce();
    if (!configuration) throw printfulErrors.notFound();
    return { code: 200, result: shown(configuration) };
  }

  @Post()
  @HttpCode(200)
  @Calls('webhooks')
  replace(@Body() body: unknown) {
    const result = configurationRequest.safeParse(body);
    if (!result.success) throw printfulErrors.refused(result.error.issues[0]?.message ?? 'Invalid request');
    const { default_url, expires_at, events } = result.data;
    const configuration = this.registration.replace({
      defaultUrl: default_url ?? null,
      expiresAt: expires_at ? new Date(expires_at).toISOString() : null,
      events: events.map((event) => ({ type: event.type, url: event.url ?? null })),
    });
    return { code: 200, result: { ...shown(configuration), secret_key: configuration.secretKey } };
  }

  @Delete()
  @HttpCode(204)
  @Calls('webhooks')
  remove(): void {
    if (!this.registration.inForce()) throw printfulErrors.notFound();
    this.registration.remove();
  }
}

const shown = ({ defaultUrl, expiresAt, events, publicKey }: PrintfulConfiguration) => ({
  default_url: defaultUrl,
  expires_at: expiresAt === null ? null : printfulTime(expiresAt),
  events,
  public_key: publicKey,
});
