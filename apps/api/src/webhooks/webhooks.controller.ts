import { webhookPath, webhookSourceLabels } from '@daybook/contract';
import { WebhookIntake, WebhookSources, type WebhookSource } from '@daybook/webhooks';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { readBody } from './read-body.js';

const limits = { maxBytes: 1_048_576, timeoutMs: 30_000 };

@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly sources: WebhookSources,
    private readonly intake: WebhookIntake,
  ) {}

  @Post([':source', 'email/:source'])
  @HttpCode(200)
  async receive(@Param('source') name: string, @Req() request: Request): Promise<{ received: true }> {
    const source = this.sources.find(name);
    if (!source || request.path !== webhookPath(source.name)) throw problem(404, 'No webhooks are received here.');
    if (!source.isConfigured) throw notConfigured(source);

    const body = await readBody(request, limits);
    const result = await this.intake.receive(source, body, request.headers);
    if (result.outcome === 'rejected') throw problem(400, `The webhook was refused: ${result.reason}.`);
    return { received: true };
  }
}

function notConfigured({ name, secretSetting }: WebhookSource) {
  const detail = `Webhooks from ${webhookSourceLabels[name]} cannot be verified: ${secretSetting} is not set.`;
  return problem(503, detail, { retryAfterSeconds: 300 });
}
