import { HttpException } from '@nestjs/common';

type ErrorType = 'invalid_request_error' | 'idempotency_error' | 'api_error';

export interface StripeErrorBody {
  error: { type: ErrorType; message: string; code?: string; param?: string };
}

interface Refusal {
  status?: 400 | 401 | 404;
  type?: ErrorType;
  message: string;
  code?: string;
  param?: string;
}

/** A refusal as Stripe words it: `{error: {type, code, message, param}}`. */
export class StripeApiError extends HttpException {
  readonly body: StripeErrorBody;

  constructor({ status = 400, type = 'invalid_request_error', message, code, param }: Refusal) {
    const body = { error: { type, message, ...(code && { code }), ...(param && { param }) } };
    super(body, status);
    this.body = body;
    this.message = message;
  }

  static missing(thing: string, id: string, param: string): StripeApiError {
    return new StripeApiError({ status: 404, code: 'resource_missing', message: `No such ${thing}: '${id}'`, param });
  }
}
