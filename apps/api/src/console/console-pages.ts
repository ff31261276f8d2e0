import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import compression from 'compression';
import express, { Router, type RequestHandler, type Response } from 'express';
import type { ConsoleFolder } from './console-folder.js';

/** Angular's build puts a hash of the content into these names, so what they hold never changes. */
const hashed = /-[A-Z0-9]{8}\.\w+$/;

/** The console under `/admin`. What it doesn't have is left to the routes, and so to their 404. */
export function consolePages({ path: folder }: ConsoleFolder): RequestHandler {
  const index = consoleIndex(join(folder, 'index.html'));
  const files = express.static(folder, { index: false, redirect: false, cacheControl: false, setHeaders: cacheByName });
  const routes = Router();
  routes.get('/', (_request, response) => response.redirect(302, '/admin/'));
  routes.get('/admin/index.html', (_request, response) => response.redirect(302, '/admin/'));
  routes.use('/admin', compression(), files);
  routes.get(['/admin', '/admin/*path'], (request, response, next) => {
    const isPage = extname(request.path) === '' && request.accepts('html') !== false;
    return isPage ? index(request, response, next) : next();
  });
  return routes;
}

function cacheByName(response: Response, file: string): void {
  response.set('Cache-Control', hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** The page every address of the console begins with, under a policy whose nonce is made for this one answer. */
function consoleIndex(file: string): RequestHandler {
  return async (_request, response) => {
    const html = await readFile(file, 'utf8').catch(absent);
    if (html === null) {
      response.status(503).type('text/plain').send('The console has not been built yet: run "npm run build", then reload this page.\n');
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response
      // Never from a cache: an old body and a new header would disagree about the nonce.
      .set('Cache-Control', 'no-store')
      .set('Content-Security-Policy', policy(nonce))
      .type('html')
      .send(html.replaceAll('CSP_NONCE', nonce));
  };
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function absent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
