import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { getSignedInUser } from './browser-sessions.js';

/** Marks a route or controller of `/api` that needs no session. */
export const Public = Reflector.createDecorator<void, true | undefined>({ transform: () => true });

/**
 * Everything under `/api` needs a session unless it is marked `@Public()`. The guard runs before any query, so the answer is
 * the same whether a thing exists or not.
 */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // Sockets authenticate at the handshake.
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (!isApiRoute(request) || getSignedInUser(request)) return true;
    throw problem(401, 'Sign in first.');
  }
}

/** By the declared route, because a request to `/API/…` matches it too. A route of unknown path is guarded. */
export function isApiRoute(request: Request): boolean {
  const route: unknown = request.route;
  const declared = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof declared !== 'string' || /^\/api(\/|$)/i.test(declared);
}
