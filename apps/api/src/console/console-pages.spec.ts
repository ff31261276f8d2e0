import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anEdgeApp, type EdgeApp } from '../../test/edge-app.js';

const script = 'console.log("Daybook");'.repeat(200);

describe('the console’s pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-console-'));
  let edge: EdgeApp;
  beforeAll(async () => {
    mkdirSync(join(folder, 'media'));
    writeFileSync(join(folder, 'index.html'), '<app-root ngCspNonce="CSP_NONCE"></app-root>');
    writeFileSync(join(folder, 'main-ABCD1234.js'), script);
    writeFileSync(join(folder, 'main-ABCD1234.js.br'), brotliCompressSync(script));
    writeFileSync(join(folder, 'media/font-WXYZ5678.woff2'), 'font');
    writeFileSync(join(folder, 'chunk-BnBTKGS-.js'), script);
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    writeFileSync(join(folder, 'colour-schemers.js'), script);
    edge = await anEdgeApp({}, { consoleFolder: folder });
  });
  afterAll(async () => {
    await edge.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string) => edge.visitor().get(path);

  it.each(['/admin', '/admin/', '/admin/activity?tab=attention', '/admin/orders/SS-260223-0042'])(
    'serves the page at %s, with a nonce that its policy allows and no cache keeps',
    async (path) => {
      const response = await get(path).set('Accept', 'text/html').expect(200);
      const nonce = /ngCspNonce="([^"]+)"/.exec(response.text)?.[1] ?? '';
      expect(nonce).toMatch(/^[\w+/]{22}==$/);
      const policy = response.get('Content-Security-Policy') ?? '';
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("img-src 'self' data: https:;");
      expect(policy).not.toContain('unsafe');
      expect(response.get('Cache-Control')).toBe('no-store');
    },
  );

  it('generates a nonce for each response, and never answers 304', async () => {
    const first = await get('/admin/').expect(200);
    const again = await get('/admin/')
      .set('If-None-Match', first.get('ETag') ?? '""')
      .expect(200);
    expect(again.text).not.toBe(first.text);
  });

  it('lets browsers cache hashed file names for ever, and nothing else', async () => {
    const immutable = 'public, max-age=31536000, immutable';
    expect((await get('/admin/main-ABCD1234.js').expect(200)).get('Cache-Control')).toBe(immutable);
    expect((await get('/admin/chunk-BnBTKGS-.js').expect(200)).get('Cache-Control')).toBe(immutable);
    expect((await get('/admin/media/font-WXYZ5678.woff2').expect(200)).get('Cache-Control')).toBe(immutable);
    expect((await get('/admin/colour-schemers.js').expect(200)).get('Cache-Control')).toBe('no-cache');
    expect((await get('/admin/favicon.svg').expect(200)).get('Cache-Control')).toBe('no-cache');
  });

  it('serves what the build compressed to browsers that can read it', async () => {
    const response = await get('/admin/main-ABCD1234.js').set('Accept-Encoding', 'gzip, br').expect(200);
    expect(response.get('Content-Encoding')).toBe('br');
    expect(response.get('Content-Length')).toBe(String(brotliCompressSync(script).length));
    expect(response.get('Content-Type')).toMatch(/javascript/);
    expect(response.get('Vary')).toContain('Accept-Encoding');
    expect(response.get('Cache-Control')).toContain('immutable');
    await get('/admin/colour-schemers.js').set('Accept-Encoding', 'br').expect(200).expect('Content-Encoding', 'br');
  });

  it('compresses scripts', async () => {
    const response = await get('/admin/main-ABCD1234.js').set('Accept-Encoding', 'gzip').expect(200);
    expect(response.get('Content-Encoding')).toBe('gzip');
    expect(response.text).toBe(script);
  });

  it.each([
    '/admin/main-GONE0000.js',
    '/admin/orders/chunk-GONE0000.js',
    '/admin/media/none.woff2',
    '/admin/main.js.map',
  ])('answers 404 for the missing file %s', async (path) => {
    const response = await get(path).set('Accept', '*/*').expect(404);
    expect(response.get('Content-Type')).toMatch(/^application\/problem\+json/);
  });

  it('answers 404 when no HTML is requested', async () => {
    await get('/admin/activity').set('Accept', 'application/json').expect(404);
    await edge.visitor().post('/admin/activity').expect(404);
  });

  it('never serves the page without its nonce', async () => {
    for (const spelling of ['admin/index.html', 'ADMIN/Index.HTML', 'admin/%69ndex.htm%6c', 'admin//index.html']) {
      await get(`/${spelling}`).expect(302).expect('Location', '/admin/');
    }
    const odd = await get('/admin/index.html%00');
    expect(odd.text).not.toContain('CSP_NONCE');
  });

  it('serves nothing from outside its folder', async () => {
    await get('/admin/..%2f..%2fetc%2fpasswd').expect((response) =>
      expect(response.status).toBeGreaterThanOrEqual(400),
    );
    await get('/admin/.env').expect(404);
  });
});

describe('a console that has not been built', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp();
  });
  afterAll(() => edge.close());

  it('says how to build it', async () => {
    const response = await edge.visitor().get('/admin/').expect(503);
    expect(response.text).toContain('npm run build');
  });
});
