import { webhookPath, webhookSourceNames } from '@daybook/contract';
import { WebhookIntake, WebhookSources, type WebhookSource } from '@daybook/webhooks';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { readBody } from './read-body.js';

const limits = { bytes: 1_048_576, milliseconds: 30_000 };

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
    const intake = await this.intake.accept(source, body, request.headers);
    if (intake.outcome === 'rejected') throw problem(400, `The webhook was refused: ${intake.reason}.`);
    if (intake.outcome === 'unreadable')
      throw problem(400, 'The webhook could not be read: its body is not as it should be.');
    return { received: true };
  }
}

function notConfigured({ name, secretSetting }: WebhookSource) {
  const detail = `Webhooks of ${webhookSourceNames[name]} cannot be verified: ${secretSetting} is not set.`;
  return problem(503, detail, { retryAfterSeconds: 300 });
}
