import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { getSignedInUser, type SignedInUser } from './browser-sessions.js';

/** Who asks: `@CurrentUser() user: SignedIn`. Only where somebody has to be signed in. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedInUser => {
  const user = getSignedInUser(context.switchToHttp().getRequest<Request>());
  if (!user) throw problem(401, 'Sign in first.');
  return user;
});
