import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { sandboxFolder } from './pages/folders.js';
import { validateBySchema } from './pages/invalid-input.js';
import { refuseOtherOrigins } from './pages/same-origin.js';
import { SandboxModule } from './sandbox.module.js';
import type { SandboxSettings } from './settings.js';

/** Builds the sandbox; it answers once `listen` is called. */
export async function createSandbox(settings: SandboxSettings): Promise<NestExpressApplication> {
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
