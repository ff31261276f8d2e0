import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { of, tap, type Observable } from 'rxjs';
import { Recent } from '../../recent.js';
import { StripeApiError } from './stripe-api-error.js';

const answersKept = 1_000;

interface Remembered {
  path: string;
  params: string;
  answer: unknown;
}

/**
 * A repeated `Idempotency-Key` gets the first answer again; with other parameters it is refused. As with Stripe, a
 * refused request leaves nothing behind. The handlers are synchronous, so two requests never run at once.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly answers = new Recent<Remembered>(answersKept);

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined || key === '') return next.handle();

    const { path } = request;
    const params = JSON.stringify(request.body ?? {});
    const earlier = this.answers.find(key);
    if (!earlier) return next.handle().pipe(tap((answer) => this.answers.put(key, { path, params, answer })));
    if (earlier.path !== path)
      throw reused(`the same endpoint they were first used for ('${earlier.path}')`, path, key);
    if (earlier.params !== params) throw reused('the same parameters they were first used with', path, key);
    context.switchToHttp().getResponse<Response>().setHeader('Idempotent-Replayed', 'true');
    return of(earlier.answer);
  }
}

const reused = (rule: string, path: string, key: string) =>
  new StripeApiError({
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with ${rule}. Try using a key other than '${key.slice(0, 255)}' if you meant to execute a different request to '${path}'.`,
  });
