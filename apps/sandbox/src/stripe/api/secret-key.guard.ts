import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { SandboxSettings } from '../../settings.js';
import { StripeApiError } from './stripe-api-error.js';

/** Asks for the shop's secret key as a bearer token. */
@Injectable()
export class SecretKeyGuard implements CanActivate {
  constructor(private readonly settings: SandboxSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const [scheme = '', key = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || key === '') {
      throw new StripeApiError({
        status: 401,
        message:
          'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
          "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      });
    }
    if (key !== this.settings.stripeSecretKey) {
      throw new StripeApiError({ status: 401, message: `Invalid API Key provided: ${masked(key)}` });
    }
    return true;
  }
}

const masked = (key: string) =>
  key.length < 16 ? '*'.repeat(key.length) : `${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`;
