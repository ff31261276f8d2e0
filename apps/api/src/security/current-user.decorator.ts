import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { signedInOf, type SignedIn } from './browser-sessions.js';

/** Who asks: `@CurrentUser() user: SignedIn`. Only where somebody has to be signed in. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const user = signedInOf(context.switchToHttp().getRequest<Request>());
  if (!user) throw problem(401, 'Sign in first.');
  return user;
});
