import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unescape } from 'node:querystring';
import compression from 'compression';
import express, { Router, type RequestHandler, type Response } from 'express';
import type { ConsoleFolder } from './console-folder.js';

/** Angular's build puts a hash of the content into these names, so what they hold never changes; a word has no capitals or digits. */
const hashed = /-(?=[\w-]{0,7}[A-Z0-9])[\w-]{8}\.\w+$/;

/** The console under `/admin`. What it doesn't have is left to the routes, and so to their 404. */
export function consolePages({ path: folder }: ConsoleFolder): RequestHandler {
  const index = consoleIndex(join(folder, 'index.html'));
  const files = express.static(folder, { index: false, redirect: false, cacheControl: false, setHeaders: cacheByName });
  const routes = Router();
  routes.use('/admin', compression(), exceptPages(files));
  routes.get(['/admin', '/admin/*path'], (request, response, next) => {
    const isPage = !basename(request.path).includes('.') && request.accepts('html') !== false;
    if (isPage) return index(request, response, next);
    next();
  });
  return routes;
}

/** The page itself never goes out as the file it is: its nonce has to be filled in. */
function exceptPages(files: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (/\.html$/i.test(unescape(request.path))) response.redirect(302, '/admin/');
    else files(request, response, next);
  };
}

function cacheByName(response: Response, file: string): void {
  response.set('Cache-Control', hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** The page every address of the console begins with, under a policy whose nonce is made for this one answer. */
function consoleIndex(file: string): RequestHandler {
  return async (_request, response) => {
    const html = await readFile(file, 'utf8').catch(absent);
    if (html === null) {
      response
        .status(503)
        .type('text/plain')
        .send('The console has not been built yet: run "npm run build", then reload this page.\n');
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

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
