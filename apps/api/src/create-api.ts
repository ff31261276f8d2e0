import type { Settings } from '@daybook/config';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { ApiModule } from './api.module.js';
import { limitConnections } from './bodies/limit-connections.js';
import { configureHttp } from './security/configure-http.js';

/** For a whole request to arrive; its headers get half of it. */
const requestTimeoutMs = 30_000;
/** For a connection on which nothing moves. Sockets of consoles have their own pings. */
const responseTimeoutMs = 60_000;
export interface ApiLimits {
  /** Each may hold some 64 kB that nobody has read yet. */
  maxConnections: number;
}

export async function createApi(
  settings: Settings,
  { maxConnections }: ApiLimits = { maxConnections: 2_000 },
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(settings), {
    bodyParser: false,
    bufferLogs: true,
    forceCloseConnections: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  configureHttp(app);
  const server = app.getHttpServer();
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs / 2;
  // a response that nobody reads
  server.setTimeout(responseTimeoutMs);
  limitConnections(server, maxConnections);
  return app;
}
