import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CallLimit } from '../providers/call-limit.js';
import { SandboxSettings } from '../settings.js';
import { printfulErrors } from './printful-errors.js';

/** Asks for the token and the store, and keeps to so many calls a minute; version 2 tells how many are left. */
@Injectable()
export class PrintfulGuard implements CanActivate {
  private readonly limit: CallLimit;

  constructor(private readonly settings: SandboxSettings) {
    this.limit = new CallLimit(settings.printful.callsAMinute);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { token, storeId, callsAMinute } = this.settings.printful;
    const [scheme = '', given = ''] = (request.get('authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || given === '') throw printfulErrors.unauthorized('Malformed Authorization header.');
    if (given !== token) throw printfulErrors.unauthorized('The access token provided is invalid.');
    const store = request.get('x-pf-store-id');
    if (store !== undefined && store !== String(storeId)) {
      throw printfulErrors.refused('This store does not belong to the token.');
    }
    const taken = this.limit.take();
    if ('waitSeconds' in taken) throw printfulErrors.tooMany(taken.waitSeconds, callsAMinute);
    if (request.path.startsWith('/printful/v2/')) {
      context
        .switchToHttp()
        .getResponse<Response>()
        .set({
          'X-Ratelimit-Limit': String(callsAMinute),
          'X-Ratelimit-Remaining': String(taken.left),
          'X-Ratelimit-Reset': '60',
          'X-Ratelimit-Policy': `${callsAMinute};w=60`,
        });
    }
    return true;
  }
}
