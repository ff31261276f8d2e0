import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { Calls, FaultsInterceptor } from '../faults/faults.interceptor.js';
import { SandboxSettings } from '../settings.js';
import { printifyErrors } from './printify-errors.js';
import { PrintifyRegistrations, printifyTopics, type PrintifyRegistration } from './printify-registrations.js';
import { PrintifyGuard } from './printify.guard.js';

const url = z.url({ protocol: /^https?$/ });
const registrationRequest = z.object({ topic: z.enum(printifyTopics), url, secret: z.string().min(1).optional() });
const moveRequest = z.object({ url });

/** Who is told what: one registration a topic. */
@Controller('printify/v1/shops/:shop')
@UseGuards(PrintifyGuard)
@UseInterceptors(FaultsInterceptor)
export class PrintifyWebhooksController {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly registrations: PrintifyRegistrations,
  ) {}

  @Get('webhooks.json')
  @Calls('webhooks')
  list() {
    return this.registrations.list().map((registration) => this.shown(registration));
  }

  @Post('webhooks.json')
  @HttpCode(200)
  @Calls('webhooks')
  add(@Body() body: unknown) {
    const { topic, url: address, secret } = parsed(registrationRequest, body);
    return this.shown(this.registrations.add({ topic, url: address, secret: secret ?? null }));
  }

  @Put('webhooks/:id.json')
  @Calls('webhooks')
  move(@Param('id') id: string, @Body() body: unknown) {
    const registration = this.found(id);
    this.registrations.moveTo(registration, parsed(moveRequest, body).url);
    return this.shown(registration);
  }

  @Delete('webhooks/:id.json')
  @Calls('webhooks')
  remove(@Param('id') id: string) {
    const registration = this.found(id);
    this.registrations.remove(registration);
    return { id };
  }

  private found(id: string): PrintifyRegistration {
    const registration = this.registrations.find(id);
    if (!registration) throw printifyErrors.notFound();
    return registration;
  }

  /** The secret is never shown again. */
  private shown({ topic, url: address, id }: PrintifyRegistration) {
    return { topic, url: address, shop_id: String(this.settings.printify.shopId), id };
  }
}

function parsed<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw printifyErrors.invalidFields(
    Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join('.'), [message]])),
  );
}
