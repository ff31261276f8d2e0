import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../../test/support/wait-for.js';
import { anEdgeApp, password, type EdgeApp } from '../../test/edge-app.js';

describe('problems', () => {
  let edge: EdgeApp;
  let visitor: ReturnType<EdgeApp['visitor']>;
  beforeAll(async () => {
    edge = await anEdgeApp();
    visitor = edge.visitor();
    await visitor.post('/api/session').send({ email: edge.email, password }).expect(200);
  });
  afterAll(() => edge.close());

  it('answer an unknown address', async () => {
    const response = await visitor.get('/api/nothing/here').expect(404);
    expect(response.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing at this address.',
    });
  });

  it('keep the sentence of a route', async () => {
    const response = await visitor.get('/api/things/2').expect(404);
    expect(response.body).toHaveProperty('detail', 'There is no such thing.');
  });

  it('name each invalid field', async () => {
    const response = await visitor
      .post('/api/things')
      .send({ size: { width: 'wide' } })
      .expect(400);
    expect(response.body).toMatchObject({
      detail: 'These fields are missing or invalid: name and size.width.',
      errors: [
        { field: 'name', message: expect.any(String) },
        { field: 'size.width', message: expect.any(String) },
      ],
    });
  });

  it.each([
    ['a body that is no object', '[]', 400, 'The request body is missing, or it is not a JSON object.'],
    ['malformed JSON', '{"name": ', 400, 'The request body is not valid JSON.'],
    [
      'a body of 101 kB',
      JSON.stringify({ name: 'x'.repeat(101 * 1024) }),
      413,
      'The request body is larger than 100 kB.',
    ],
  ])('refuse %s', async (_what, body, status, detail) => {
    const response = await visitor.post('/api/things').type('json').send(body).expect(status);
    expect(response.body).toMatchObject({ status, detail });
  });

  it('refuse a missing body, and a form, which another site could send', async () => {
    await edge.visitor().post('/api/session').expect(400);
    await edge.visitor().post('/api/session').type('form').send({ email: edge.email, password }).expect(400);
  });

  it('refuse an address that cannot be decoded', async () => {
    await visitor.get('/api/things/%E0%A4%A').expect(400);
  });

  it('refuse a character that PostgreSQL cannot store', async () => {
    await visitor.get('/api/things').query({ q: 'a\0b' }).expect(400);
    await edge.visitor().post('/api/session').send({ email: 'a\0b', password }).expect(400);
  });

  it('reveal nothing about an internal error', async () => {
    const response = await visitor.get('/api/things/breaks').expect(500);
    expect(response.body).toHaveProperty(
      'detail',
      'Something went wrong on our side. The details are in the server log.',
    );
    expect(response.text).not.toContain('hunter2');
  });

  it('leave bodies outside /api unparsed', async () => {
    const response = await visitor.post('/hooks').type('json').send('{"name": ').expect(201);
    expect(response.body).toEqual({ parsed: false });
  });

  it('answer 503 while the database is unavailable, and recover by themselves', async () => {
    await edge.proxy.cut();
    for (const ask of [
      () => visitor.get('/api/session'),
      () => visitor.get('/api/things/1'),
      () => edge.visitor().post('/api/session').send({ email: edge.email, password }),
      () => visitor.delete('/api/session'),
    ]) {
      const response = await ask().timeout(20_000).expect(503);
      expect(response.body).toHaveProperty('detail', 'The database is unavailable. Try again in a few seconds.');
      expect(response.get('Retry-After')).toBe('5');
    }
    await edge.visitor().get('/api/things/public').expect(200);

    await edge.proxy.mend();
    await waitFor(async () => (await visitor.get('/api/session')).status === 200);
  });
});
