import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { CallLimit } from '../providers/call-limit.js';
import { SandboxSettings } from '../settings.js';
import { printifyErrors } from './printify-errors.js';

/** Asks for the token and the shop's own number, and keeps to so many calls a minute. */
@Injectable()
export class PrintifyGuard implements CanActivate {
  private readonly limit: CallLimit;

  constructor(private readonly settings: SandboxSettings) {
    this.limit = new CallLimit(settings.printify.callsAMinute);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { token, shopId } = this.settings.printify;
    if (request.get('authorization') !== `Bearer ${token}`) throw printifyErrors.unauthenticated();
    const taken = this.limit.take();
    if ('waitSeconds' in taken) throw printifyErrors.tooMany(taken.waitSeconds, this.limit.callsAMinute);
    if (request.params['shop'] !== String(shopId)) throw printifyErrors.notFound();
    return true;
  }
}
