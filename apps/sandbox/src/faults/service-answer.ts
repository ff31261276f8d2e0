import { HttpException } from '@nestjs/common';

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An answer other than success, exactly as the service would send it. A text goes out as HTML, anything else as JSON. */
export class ServiceAnswer extends HttpException {
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor({ status, body, headers = {} }: Answer) {
    super('The stand-in answered as the service would.', status);
    this.body = body;
    this.headers = headers;
  }
}
