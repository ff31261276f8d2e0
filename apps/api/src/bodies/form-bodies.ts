import { parse } from 'node:querystring';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { BodyBudget } from './body-budget.js';
import { readText } from './request-bodies.js';

const maxBytes = 10_240;

/** Reads the forms of the shop's pages. */
@Injectable()
export class FormBodies implements NestInterceptor {
  constructor(private readonly budget: BodyBudget) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const text = await readText(context, this.budget, 'application/x-www-form-urlencoded', maxBytes);
    const request = context.switchToHttp().getRequest<Request>();
    if (text !== null) request.body = parse(text);
    return next.handle();
  }
}
