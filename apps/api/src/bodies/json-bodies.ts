import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { problem } from '../problem/problem.js';
import { isApiRoute } from '../security/signed-in.guard.js';
import { BodyBudget } from './body-budget.js';
import { readText } from './request-bodies.js';

const maxBytes = 102_400;

/** Reads the JSON bodies of `/api`. An interceptor, because it runs after the guards: a stranger's body is not read. */
@Injectable()
export class JsonBodies implements NestInterceptor {
  constructor(private readonly budget: BodyBudget) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<Request>();
      if (isApiRoute(request)) {
        const text = await readText(context, this.budget, 'application/json', maxBytes);
        if (text) request.body = parseJson(text);
      }
    }
    return next.handle();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem(400, 'The request body is not valid JSON.');
  }
}
