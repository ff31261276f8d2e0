import { describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';

const daybook = useDaybook();

const elsewhere = Buffer.from('["not", "ours"]').toString('base64url');
const outOfTime = Buffer.from(JSON.stringify([9e15, '00000000-0000-7000-8000-000000000000', 9e15])).toString(
  'base64url',
);

describe('a cursor that no list issued', () => {
  it.each(['/api/orders', '/api/activity', '/api/webhooks', '/api/jobs'])(
    'gets 400 with an explanation from %s',
    async (list) => {
      const cookie = await daybook.signIn();
      for (const before of ['zz', '', elsewhere, outOfTime]) {
        const response = await fetch(`${daybook.address}${list}?before=${before}`, { headers: { cookie } });

        expect({ before, status: response.status }).toEqual({ before, status: 400 });
        expect(await response.json()).toMatchObject({
          detail: expect.stringMatching(/^The cursor in `before` is not valid/),
        });
      }
    },
  );
});

it.each([
  ['POST', '/api/activity/not-an-id/resolve'],
  ['DELETE', '/api/activity/not-an-id/resolve'],
  ['GET', '/api/webhooks/not-an-id/body'],
  ['POST', '/api/webhooks/not-an-id/replay'],
])('a malformed id gets 404: %s %s', async (method, path) => {
  const cookie = await daybook.signIn();
  const response = await fetch(`${daybook.address}${path}`, {
    method,
    headers: { cookie, origin: new URL(daybook.address).origin },
  });

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ detail: 'The id in this address does not exist.' });
});

it('an unknown filter value is reported by its query parameter, with the allowed values', async () => {
  const cookie = await daybook.signIn();
  const response = await fetch(`${daybook.address}/api/activity?level=error,fatal`, { headers: { cookie } });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    detail: 'This field is missing or invalid: level.',
    errors: [{ field: 'level', message: 'Expected some of info, warning, error, separated by commas' }],
  });
});
