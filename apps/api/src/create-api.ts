import type { Settings } from '@daybook/config';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { ApiModule } from './api.module.js';
import { configureHttp } from './security/configure-http.js';

/** A request has to arrive whole within this time, its headers within half of it. */
const slowestRequestMs = 30_000;

/** The api, ready to listen. */
export async function createApi(settings: Settings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(settings), {
    bodyParser: false,
    bufferLogs: true,
    forceCloseConnections: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  configureHttp(app);
  const server = app.getHttpServer();
  server.requestTimeout = slowestRequestMs;
  server.headersTimeout = slowestRequestMs / 2;
  return app;
}
