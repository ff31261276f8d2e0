import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { send, useStub } from '../../test/stub-server.js';
import { ProviderError } from './provider-error.js';
import { ProviderHttp } from './provider-http.js';

const stub = useStub(() => ({ body: { good: true } }));
const patient = { timeoutMs: 10_000, maxBytes: 1_000 };
const hasty = { timeoutMs: 100, maxBytes: 1_000_000_000 };
const never = new AbortController().signal;

const ask = (limits = patient, signal = never) =>
  new ProviderHttp(stub.url, {}, limits).request({ method: 'GET', path: '/thing' }, signal);

async function failureOf(answer: Promise<unknown>): Promise<{ message: string; retryAfterSeconds: number | null }> {
  const error: unknown = await answer.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  const { message, retryAfterSeconds } = error;
  return { message, retryAfterSeconds };
}

describe('a request to a provider', () => {
  it('is one request, with its headers and its body', async () => {
    const http = new ProviderHttp(`${stub.url}/`, { authorization: 'Bearer of the tests' }, patient);
    const answer = await http.request({ method: 'POST', path: '/things', body: { a: 'ü' } }, never);

    expect(answer).toEqual({ status: 200, body: { good: true } });
    expect(stub.asked).toEqual(['POST /things']);
    expect(stub.heard[0]).toMatchObject({ body: { a: 'ü' }, headers: { authorization: 'Bearer of the tests' } });
  });

  it('gives an answer that says no to whoever knows its words', async () => {
    stub.once(/thing/, { status: 422, body: { message: 'no' } });

    expect(await ask()).toEqual({ status: 422, body: { message: 'no' } });
  });

  it('takes an empty body for none', async () => {
    stub.once(/thing/, { status: 204 });

    expect(await ask()).toEqual({ status: 204, body: null });
  });

  it('that is never answered ends after its time', async () => {
    stub.once(/thing/, () => undefined);

    expect(await failureOf(ask(hasty))).toMatchObject({ message: 'no answer within 0.1 s' });
    expect(stub.heard.length).toBeLessThanOrEqual(1);
  });

  it.each([200, 400])('whose answer (%i) drips without an end ends after its time, too', async (status) => {
    let open = 0;
    stub.once(/thing/, (_heard, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).write('{"a":"');
      open++;
      const drip = setInterval(() => response.write('a'), 5);
      response.on('close', () => {
        clearInterval(drip);
        open--;
      });
    });

    expect(await failureOf(ask(hasty))).toMatchObject({ message: 'no answer within 0.1 s' });
    await waitFor(() => open === 0);
  });

  it('does not read an answer past the largest size, nor that of a server that failed at all', async () => {
    for (const status of [200, 400, 500]) {
      stub.once(/thing/, (_heard, response) => {
        response.writeHead(status);
        const pour = () => {
          while (!response.destroyed && response.write('a'.repeat(65_536)));
        };
        response.on('drain', pour);
        pour();
      });
    }

    expect(await failureOf(ask())).toMatchObject({ message: 'the answer is larger than 0 MB' });
    expect(await failureOf(ask({ ...patient, maxBytes: 1_572_864 }))).toMatchObject({
      message: 'the answer is larger than 1.5 MB',
    });
    expect(await failureOf(ask())).toMatchObject({ message: 'the server failed (500)' });
  });

  it.each([
    ['', 0],
    ['30', 30],
    [' 120 ', 120],
    ['soon', 0],
    ['-1', 0],
    ['Mon, 01 Jan 2001 00:00:00 GMT', 0],
  ])('that came too soon says how long to wait: %j', async (retryAfter, retryAfterSeconds) => {
    stub.once(/thing/, { status: 429, body: {}, headers: retryAfter === '' ? {} : { 'retry-after': retryAfter } });

    expect(await failureOf(ask())).toEqual({ message: 'API rate limit exceeded', retryAfterSeconds });
  });

  it('that came too soon may be told the moment', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    stub.once(/thing/, { status: 429, headers: { 'retry-after': inAMinute } });

    const { retryAfterSeconds } = await failureOf(ask());
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it.each([
    [500, 'the server failed (500)'],
    [503, 'the server failed (503)'],
    [401, 'the token is not accepted (401)'],
    [403, 'the token does not allow it (403)'],
    [302, 'the address leads elsewhere (302)'],
  ])('answered %i fails in a sentence: %s', async (status, message) => {
    stub.once(/thing/, { status, body: '<html>Oops</html>', headers: { location: 'http://127.0.0.1:9/' } });

    expect(await failureOf(ask())).toEqual({ message, retryAfterSeconds: 0 });
  });

  it('is not answered by a web page, nor by half a body', async () => {
    stub.once(/thing/, { body: '<!doctype html><title>Maintenance</title>' });
    stub.once(/thing/, { status: 404, body: ' <html>' });
    stub.once(/thing/, { body: '{"a":' });

    expect(await failureOf(ask())).toMatchObject({ message: 'the answer is a web page (200)' });
    expect(await failureOf(ask())).toMatchObject({ message: 'the answer is a web page (404)' });
    expect(await failureOf(ask())).toMatchObject({ message: 'the answer is not JSON (200)' });
  });

  it('survives a connection that is cut, before the answer and in it', async () => {
    stub.once(/thing/, (_heard, response) => response.destroy());
    stub.once(/thing/, (_heard, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a"', () => response.destroy());
    });

    expect(await failureOf(ask())).toMatchObject({ message: 'the connection was cut' });
    expect(await failureOf(ask())).toMatchObject({ message: 'the connection was cut' });
  });

  it('says when nobody is there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const nobody = new ProviderHttp(`http://127.0.0.1:${port}`, {}, patient);

    expect(await failureOf(nobody.request({ method: 'GET', path: '/' }, never))).toMatchObject({
      message: 'no connection',
    });
  });

  it('ends with the reason of whoever called it off, which is no failure of the provider', async () => {
    const caller = new AbortController();
    const reason = new Error('the lease is over');
    stub.once(/thing/, (_heard, response) => {
      caller.abort(reason);
      send(response, {});
    });

    await expect(ask(patient, caller.signal)).rejects.toBe(reason);
  });
});
