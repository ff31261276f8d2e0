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
    if (!this.hasToken(request) && !this.isFromHere(request)) {
      throw problem(403, 'Metrics are for this machine alone, or for who sends METRICS_TOKEN as bearer token.');
    }
    response.type(this.metrics.contentType).send(await this.metrics.read());
  }

  private hasToken({ headers }: Request): boolean {
    const token = this.settings.metricsToken;
    if (!token) return false;
    const wanted = Buffer.from(`Bearer ${token}`);
    const given = Buffer.from(headers.authorization ?? '');
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }

  /** By the connection itself: what a proxy says of where it comes from may be anybody's invention. */
  private isFromHere({ headers, socket }: Request): boolean {
    const isThroughProxy = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return !isThroughProxy && loopback.test(socket.remoteAddress ?? '');
  }
}
