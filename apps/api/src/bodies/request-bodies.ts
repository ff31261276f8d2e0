import type { ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problem } from '../problem/problem.js';
import type { BodyBudget } from './body-budget.js';
import { readBody } from './read-body.js';

const timeoutMs = 30_000;

/** The text of a body of that media type; null for a request without one. Throws a problem. */
export async function readText(
  context: ExecutionContext,
  budget: BodyBudget,
  mediaType: string,
  maxBytes: number,
): Promise<string | null> {
  const request = context.switchToHttp().getRequest<Request>();
  if (!request.is(mediaType)) return null;
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw problem(415, 'The request body may not be compressed.');
  const response = context.switchToHttp().getResponse<Response>();
  return (await readBody(request, response, budget, { maxBytes, timeoutMs })).toString('utf8');
}
