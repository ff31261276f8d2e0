import { webhookPath, webhookSourceLabels } from '@daybook/contract';
import { WebhookIntake, WebhookSources, type IntakeResult, type WebhookSource } from '@daybook/webhooks';
import { Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { BodyBudget } from '../bodies/body-budget.js';
import { readBody } from '../bodies/read-body.js';
import { problem } from '../problem/problem.js';

const limits = { maxBytes: 1_048_576, timeoutMs: 30_000 };

@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly sources: WebhookSources,
    private readonly intake: WebhookIntake,
    private readonly budget: BodyBudget,
  ) {}

  @Post([':source', 'email/:source'])
  @HttpCode(200)
  async receive(
    @Param('source') name: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ received: true }> {
    const source = this.sources.find(name);
    if (!source || request.path !== webhookPath(source.name))
      throw problem(404, 'This address does not receive webhooks.');
    if (!(await source.isConfigured())) throw notConfigured(source);

    accept(this.intake.checkHeaders(source, request.headers));
    const body = await readBody(request, response, this.budget, limits);
    accept(await this.intake.receive(source, body, request.headers));
    return { received: true };
  }
}

function accept(result: IntakeResult): void {
  if (result.outcome === 'too_early')
    throw problem(503, 'The secret of this webhook is not known yet: send it again.', { retryAfterSeconds: 5 });
  if (result.outcome === 'rejected') throw problem(400, `The webhook was refused: ${result.reason}.`);
}

function notConfigured({ name, secretSetting }: WebhookSource) {
  const detail = `Webhooks from ${webhookSourceLabels[name]} cannot be verified: ${secretSetting} is not set.`;
  return problem(503, detail, { retryAfterSeconds: 300 });
}
