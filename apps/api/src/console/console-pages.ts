import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { unescape } from 'node:querystring';
import type { Settings } from '@daybook/config';
import compression from 'compression';
import { Injectable } from '@nestjs/common';
import express, { Router, type RequestHandler, type Response } from 'express';
import { pictureSources } from '../security/picture-sources.js';

@Injectable()
export class ConsoleFolder {
  readonly path: string = join(dirname(findPackageJSON('.', import.meta.url) ?? '.'), 'dist/admin/browser');
}

/** File names into which Angular's build puts a content hash; an ordinary word has no capitals or digits. */
const hashedName = /-(?=[\w-]{0,7}[A-Z0-9])[\w-]{8}\.\w+(\.br)?$/;

/** Serves the console under `/admin`. Leaves missing files to the routes, and so to their 404. */
export function consolePages({ path: folder }: ConsoleFolder, settings: Settings): RequestHandler {
  const index = serveIndex(join(folder, 'index.html'), pictureSources(settings));
  const files = express.static(folder, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders,
  });
  const routes = Router();
  routes.use('/admin', compression(), redirectHtml(compressedFirst(files)));
  routes.get(['/admin', '/admin/*path'], (request, response, next) => {
    const isPage = !basename(request.path).includes('.') && request.accepts('html') !== false;
    if (isPage) return index(request, response, next);
    next();
  });
  return routes;
}

/** An HTML file is never sent as it is, because its nonce has to be filled in. */
function redirectHtml(files: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (/\.html$/i.test(unescape(request.path))) response.redirect(302, '/admin/');
    else files(request, response, next);
  };
}

/** What the build compressed is a seventh smaller than what `compression` makes of it while the browser waits. */
function compressedFirst(files: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const { url } = request;
    if (request.acceptsEncodings('br') === false) return files(request, response, next);
    request.url = url.replace(/(?=\?|$)/, '.br');
    files(request, response, () => {
      request.url = url;
      files(request, response, next);
    });
  };
}

function setHeaders(response: Response, file: string): void {
  if (file.endsWith('.br')) response.type(extname(basename(file, '.br'))).set('Content-Encoding', 'br');
  response.set('Cache-Control', hashedName.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** The page behind every address of the console, with a policy whose nonce is generated for this response. */
function serveIndex(file: string, pictures: string): RequestHandler {
  return async (_request, response) => {
    const html = await readFile(file, 'utf8').catch(nullIfMissing);
    if (html === null) {
      response
        .status(503)
        .type('text/plain')
        .send('The console has not been built yet: run "npm run build", then reload this page.\n');
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response
      // From a cache, an old body would not match the nonce of a new header.
      .set('Cache-Control', 'no-store')
      .set('Content-Security-Policy', consoleSecurityPolicy(nonce, pictures))
      .type('html')
      .send(html.replaceAll('CSP_NONCE', nonce));
  };
}

function consoleSecurityPolicy(nonce: string, pictures: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    `img-src 'self' data: ${pictures}`,
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
