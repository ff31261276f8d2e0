import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { problem } from '../problem/problem.js';
import { getSignedInUser } from './browser-sessions.js';
import { Public } from './public.decorator.js';

/**
 * Everything under `/api` wants a session unless it is marked `@Public()`. It is asked before anything is looked up, so
 * the answer is the same whether a thing exists or not.
 */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // Sockets are asked once, at the handshake.
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (!isOfApi(request) || getSignedInUser(request)) return true;
    throw problem(401, 'Sign in first.');
  }
}

/** By the route as declared: the address as sent may be spelled `/API/…` and still arrive. A route of unknown path is guarded. */
function isOfApi(request: Request): boolean {
  const route: unknown = request.route;
  const declared = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  return typeof declared !== 'string' || /^\/api(\/|$)/i.test(declared);
}
