import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Settings } from '@daybook/config';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { problem } from '../problem/problem.js';
import { openApiDocument } from './openapi-document.js';

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Daybook API</title>
    <link rel="icon" href="/api/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="docs"></main>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/show.js"></script>
  </body>
</html>`;
const initScript = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs' });`;

/** Swagger UI sets inline styles; nothing else of the api may. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

@Controller('api')
export class DocsController {
  constructor(private readonly settings: Settings) {}

  @Get('openapi.json')
  document(): object {
    return openApiDocument(this.settings.publicUrl);
  }

  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', policy)
  docs(): string {
    return page;
  }

  @Get('docs/show.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): string {
    return initScript;
  }

  @Get('docs/:asset')
  asset(@Param('asset') asset: string, @Res() response: Response): void {
    if (!assets.includes(asset)) throw problem(404, 'There is nothing at this address.');
    response.sendFile(join(swaggerFolder, asset));
  }
}
