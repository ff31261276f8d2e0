import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { delay, NEVER, switchMap, type Observable } from 'rxjs';
import { CallCounts } from './call-counts.js';
import type { Call } from './fault-request.js';
import type { Fault } from './faults.js';
import { Faults } from './faults.js';
import { serviceErrors } from './service-errors.js';
import { ServiceAnswer } from './service-answer.js';

const callKey = 'sandbox:call';
/** What a route is for. */
export const Calls = (call: Call) => SetMetadata(callKey, call);

const dripMs = 250;
const page =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Counts each call, and spoils it when that was asked for. Stands behind the guards: a call without the key never gets here. */
@Injectable()
export class FaultsInterceptor implements NestInterceptor {
  constructor(
    private readonly faults: Faults,
    private readonly counts: CallCounts,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const service = serviceOf(request.path);
    const call = this.reflector.get<Call | undefined>(callKey, context.getHandler()) ?? 'read';
    this.counts.count(service, call);
    const fault = this.faults.take(service, call);
    return fault ? spoil(fault, context, next) : next.handle();
  }
}

function spoil(fault: Fault, context: ExecutionContext, next: CallHandler): Observable<unknown> {
  const response = context.switchToHttp().getResponse<Response>();
  const errors = serviceErrors[fault.service];
  switch (fault.kind) {
    case 'refuse':
      throw errors.refused(fault.reason);
    case 'too_many':
      throw errors.tooMany(fault.retryAfterSeconds);
    case 'error':
      throw errors.broken();
    case 'html':
      throw new ServiceAnswer({ status: 502, body: page });
    case 'slow':
      return next.handle().pipe(delay(fault.delayMs));
    case 'lose':
      return next.handle().pipe(switchMap(() => cut(response)));
    case 'drip':
      return drip(response);
    case 'hang':
      return NEVER;
  }
}

function cut(response: Response): Observable<never> {
  response.socket?.destroy();
  return NEVER;
}

function drip(response: Response): Observable<never> {
  response.type('json').write('{');
  const drops = setInterval(() => response.write(' '), dripMs);
  response.once('close', () => clearInterval(drops));
  return NEVER;
}

function serviceOf(path: string): Fault['service'] {
  if (path.startsWith('/printify/')) return 'printify';
  return path.startsWith('/printful/') ? 'printful' : 'stripe';
}
