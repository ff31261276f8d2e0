import { describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';

const daybook = useDaybook();

const elsewhere = Buffer.from('["not", "ours"]').toString('base64url');
const outOfTime = Buffer.from(JSON.stringify([9e15, '00000000-0000-7000-8000-000000000000', 9e15])).toString(
  'base64url',
);

describe('a cursor that no list gave out', () => {
  it.each(['/api/orders', '/api/activity', '/api/webhooks', '/api/jobs'])(
    'is answered 400 with a sentence by %s',
    async (list) => {
      const cookie = await daybook.signIn();
      for (const before of ['zz', '', elsewhere, outOfTime]) {
        const response = await fetch(`${daybook.address}${list}?before=${before}`, { headers: { cookie } });

        expect({ before, status: response.status }).toEqual({ before, status: 400 });
        expect(await response.json()).toMatchObject({
          detail: expect.stringMatching(/^This is not a place in the list/),
        });
      }
    },
  );
});
