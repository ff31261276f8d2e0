import { All, Controller, Req } from '@nestjs/common';
import type { Request } from 'express';
import { StripeApiError } from './stripe-api-error.js';

/** Whatever else is asked of `/v1`: Stripe has it, the sandbox does not. Registered last. */
@Controller('v1')
export class UnknownRouteController {
  @All('*path')
  refuse(@Req() request: Request): never {
    throw new StripeApiError({
      status: 404,
      message: `Unrecognized request URL (${request.method}: ${request.path}). The sandbox stands in for checkout sessions and refunds only.`,
    });
  }
}
