import { timingSafeEqual } from 'node:crypto';
import { Settings } from '@daybook/config';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problem } from '../problem/problem.js';
import { Metrics } from './metrics.js';

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  async scrape(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.hasToken(request) && !this.isLocal(request)) {
      throw problem(403, 'Metrics are available from this machine only, or with METRICS_TOKEN as the bearer token.');
    }
    response.type(this.metrics.contentType).send(await this.metrics.read());
  }

  private hasToken({ headers }: Request): boolean {
    const token = this.settings.metricsToken;
    if (!token) return false;
    const expected = Buffer.from(`Bearer ${token}`);
    const received = Buffer.from(headers.authorization ?? '');
    return expected.length === received.length && timingSafeEqual(expected, received);
  }

  /** By the connection itself, because anybody can forge a proxy's headers. */
  private isLocal({ headers, socket }: Request): boolean {
    const isThroughProxy = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return !isThroughProxy && loopback.test(socket.remoteAddress ?? '');
  }
}
