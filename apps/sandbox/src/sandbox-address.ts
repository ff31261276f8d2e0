import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';

/** Where the sandbox itself answers: known once it listens, since it may have taken any free port. */
@Injectable()
export class SandboxAddress {
  constructor(private readonly host: HttpAdapterHost) {}

  get url(): string {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The sandbox does not listen yet.');
    return `http://127.0.0.1:${address.port}`;
  }
}
