import { describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../../../test/support/find-free-port.js';
import { send, useRecordingProxy } from '../../../../test/support/recording-proxy.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { ProviderError } from './provider-error.js';
import { ProviderHttp } from './provider-http.js';

const server = useRecordingProxy();
const limits = { timeoutMs: 10_000, maxBytes: 1_000 };
const shortTimeout = { timeoutMs: 100, maxBytes: 1_000_000_000 };
const never = new AbortController().signal;

const get = (given = limits, signal = never) =>
  new ProviderHttp(server.url, {}, given).request({ method: 'GET', path: '/thing' }, signal);

async function errorOf(answer: Promise<unknown>): Promise<{ message: string; retryAfterSeconds: number | null }> {
  const error: unknown = await answer.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  const { message, retryAfterSeconds } = error;
  return { message, retryAfterSeconds };
}

describe('a request to a provider', () => {
  it('is one request, with its headers and its body', async () => {
    server.once(/things/, { body: { good: true } });
    const http = new ProviderHttp(`${server.url}/`, { authorization: 'Bearer of the tests' }, limits);
    const answer = await http.request({ method: 'POST', path: '/things', body: { a: 'ü' } }, never);

    expect(answer).toEqual({ status: 200, body: { good: true } });
    expect(server.requestLines).toEqual(['POST /things']);
    expect(server.requests[0]).toMatchObject({ body: { a: 'ü' }, headers: { authorization: 'Bearer of the tests' } });
  });

  it('returns a refusal as a response, for the adapter to understand', async () => {
    server.once(/thing/, { status: 422, body: { message: 'no' } });

    expect(await get()).toEqual({ status: 422, body: { message: 'no' } });
  });

  it('returns null for an empty body', async () => {
    server.once(/thing/, { status: 204 });

    expect(await get()).toEqual({ status: 204, body: null });
  });

  it('times out when there is no response', async () => {
    server.once(/thing/, () => undefined);

    expect(await errorOf(get(shortTimeout))).toMatchObject({ message: 'no answer within 0.1 s' });
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it.each([200, 400])('times out when the body of a %i drips without an end', async (status) => {
    let open = 0;
    server.once(/thing/, (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).write('{"a":"');
      open++;
      const drip = setInterval(() => response.write('a'), 5);
      response.on('close', () => {
        clearInterval(drip);
        open--;
      });
    });

    expect(await errorOf(get(shortTimeout))).toMatchObject({ message: 'no answer within 0.1 s' });
    await waitFor(() => open === 0);
  });

  it('does not read a body past the maximum size, nor any body of a failed server', async () => {
    for (const status of [200, 400, 500]) {
      server.once(/thing/, (_request, response) => {
        response.writeHead(status);
        const pour = () => {
          while (!response.destroyed && response.write('a'.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
      });
    }

    expect(await errorOf(get())).toMatchObject({ message: 'the answer is larger than 0 MB' });
    expect(await errorOf(get({ ...limits, maxBytes: 1_572_864 }))).toMatchObject({
      message: 'the answer is larger than 1.5 MB',
    });
    expect(await errorOf(get())).toMatchObject({ message: 'the server failed (500)' });
  });

  it.each([
    ['', 0],
    ['30', 30],
    [' 120 ', 120],
    ['soon', 0],
    ['-1', 0],
    ['Mon, 01 Jan 2001 00:00:00 GMT', 0],
  ])('that is rate limited reads the seconds of Retry-After: %j', async (retryAfter, retryAfterSeconds) => {
    server.once(/thing/, { status: 429, body: {}, headers: retryAfter === '' ? {} : { 'retry-after': retryAfter } });

    expect(await errorOf(get())).toEqual({ message: 'API rate limit exceeded', retryAfterSeconds });
  });

  it('that is rate limited reads the date of Retry-After', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    server.once(/thing/, { status: 429, headers: { 'retry-after': inAMinute } });

    const { retryAfterSeconds } = await errorOf(get());
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it.each([
    [500, 'the server failed (500)'],
    [503, 'the server failed (503)'],
    [401, 'the token is not accepted (401)'],
    [403, 'the token does not allow it (403)'],
    [302, 'the address leads elsewhere (302)'],
  ])('answered with %i fails in a sentence: %s', async (status, message) => {
    server.once(/thing/, { status, body: '<html>Oops</html>', headers: { location: 'http://127.0.0.1:9/' } });

    expect(await errorOf(get())).toEqual({ message, retryAfterSeconds: 0 });
  });

  it('rejects a web page and half a body', async () => {
    server.once(/thing/, { body: '<!doctype html><title>Maintenance</title>' });
    server.once(/thing/, { status: 404, body: ' <html>' });
    server.once(/thing/, { body: '{"a":' });

    expect(await errorOf(get())).toMatchObject({ message: 'the answer is a web page (200)' });
    expect(await errorOf(get())).toMatchObject({ message: 'the answer is a web page (404)' });
    expect(await errorOf(get())).toMatchObject({ message: 'the answer is not JSON (200)' });
  });

  it('reports a connection that is cut before or during the response', async () => {
    server.once(/thing/, (_request, response) => void response.destroy());
    server.once(/thing/, (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a"', () => response.destroy());
    });

    expect(await errorOf(get())).toMatchObject({ message: 'the connection was cut' });
    expect(await errorOf(get())).toMatchObject({ message: 'the connection was cut' });
  });

  it('reports that nothing listens there', async () => {
    const http = new ProviderHttp(`http://127.0.0.1:${await findFreePort()}`, {}, limits);

    expect(await errorOf(http.request({ method: 'GET', path: '/' }, never))).toMatchObject({
      message: 'no connection',
    });
  });

  it('ends with the reason of an aborted signal, which is no failure of the provider', async () => {
    const caller = new AbortController();
    const reason = new Error('the lease is over');
    server.once(/thing/, (_request, response) => {
      caller.abort(reason);
      send(response, {});
    });

    await expect(get(limits, caller.signal)).rejects.toBe(reason);
  });
});
