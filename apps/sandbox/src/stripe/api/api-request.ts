import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { stripeId } from '../stripe-id.js';
import type { ApiRequest as ApiRequestFacts } from '../webhooks/webhook-event.js';

const header = 'Request-Id';

/** Every answer of the API names its request, as Stripe's do. */
export function nameRequest(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader(header, stripeId('req_'));
  next();
}

/** The request's id and idempotency key, as an event tells which request caused it. */
export const ApiRequest = createParamDecorator((_: unknown, context: ExecutionContext): ApiRequestFacts => {
  const http = context.switchToHttp();
  const id = http.getResponse<Response>().getHeader(header);
  const key = http.getRequest<Request>().get('idempotency-key');
  return { id: typeof id === 'string' ? id : null, idempotency_key: key ?? null };
});
