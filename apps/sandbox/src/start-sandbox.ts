import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { sandboxFolder } from './pages/folders.js';
import { validateBySchema } from './pages/invalid-input.js';
import { refuseOtherOrigins } from './pages/same-origin.js';
import { SandboxModule } from './sandbox.module.js';
import type { SandboxSettings } from './settings.js';

/** Starts the sandbox on 127.0.0.1. Throws what the operating system says, such as `EADDRINUSE`. */
export async function startSandbox(settings: SandboxSettings): Promise<NestExpressApplication> {
  const app = await createSandbox(settings);
  await app.init();
  // not app.listen: it writes a stack trace where one sentence says it better
  const server: Server = app.getHttpServer();
  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  return app;
}

async function createSandbox(settings: SandboxSettings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SandboxModule.with(settings), {
    logger: ['warn', 'error', 'fatal'],
    bodyParser: false,
    // open keep-alive connections would hold the shutdown back
    forceCloseConnections: true,
  });
  app.use(securityHeaders, refuseOtherOrigins);
  app.set('query parser', 'extended');
  app.useBodyParser('json', { limit: '1mb' });
  app.useBodyParser('urlencoded', { extended: true, limit: '1mb', parameterLimit: 10_000 });
  app.useStaticAssets(sandboxFolder('public'), { index: false });
  app.useGlobalPipes(validateBySchema);
  return app;
}

const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'self'"],
      'img-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // with no-referrer browsers send `Origin: null` with their own forms, and the origin check would refuse them
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});
