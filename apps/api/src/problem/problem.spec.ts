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

  it('answers an unknown address with a problem', async () => {
    const response = await visitor.get('/api/nothing/here').expect(404);
    expect(response.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing at this address.',
    });
  });

  it('keeps the sentence a route gives', async () => {
    const response = await visitor.get('/api/things/2').expect(404);
    expect(response.body).toHaveProperty('detail', 'There is no such thing.');
  });

  it('names each field that is not right', async () => {
    const response = await visitor
      .post('/api/things')
      .send({ size: { width: 'wide' } })
      .expect(400);
    expect(response.body).toMatchObject({
      detail: 'These fields are missing or not right: name and size.width.',
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
  ])('refuses %s', async (_what, body, status, detail) => {
    const response = await visitor.post('/api/things').type('json').send(body).expect(status);
    expect(response.body).toMatchObject({ status, detail });
  });

  it('refuses no body, and a form, which another site could send', async () => {
    await edge.visitor().post('/api/session').expect(400);
    await edge.visitor().post('/api/session').type('form').send({ email: edge.email, password }).expect(400);
  });

  it('refuses an address that cannot be read', async () => {
    await visitor.get('/api/things/%E0%A4%A').expect(400);
  });

  it('refuses a character that PostgreSQL cannot hold', async () => {
    await visitor.get('/api/things').query({ q: 'a\0b' }).expect(400);
    await edge.visitor().post('/api/session').send({ email: 'a\0b', password }).expect(400);
  });

  it('says nothing of what broke', async () => {
    const response = await visitor.get('/api/things/breaks').expect(500);
    expect(response.body).toHaveProperty('detail', 'Something went wrong on our side. It has been noted in the log.');
    expect(response.text).not.toContain('hunter2');
  });

  it('does not read the bodies of others', async () => {
    const response = await visitor.post('/hooks').type('json').send('{"name": ').expect(201);
    expect(response.body).toEqual({ parsed: false });
  });

  it('answers 503 while the database is away, and recovers by itself', async () => {
    await edge.wire.cut();
    for (const ask of [
      () => visitor.get('/api/session'),
      () => visitor.get('/api/things/1'),
      () => edge.visitor().post('/api/session').send({ email: edge.email, password }),
      () => visitor.delete('/api/session'),
    ]) {
      const response = await ask().timeout(2_000).expect(503);
      expect(response.body).toHaveProperty(
        'detail',
        'The database cannot be reached just now. Try again in a few seconds.',
      );
      expect(response.get('Retry-After')).toBe('5');
    }
    await edge.visitor().get('/api/things/public').expect(200);

    await edge.wire.mend();
    await waitFor(async () => (await visitor.get('/api/session')).status === 200);
  });
});
