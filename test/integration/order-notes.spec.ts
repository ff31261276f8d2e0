import { Accounts } from '@daybook/accounts';
import type { ActivityEntry } from '@daybook/contract';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsoleAt } from '../support/console-socket.js';
import { useDaybook } from '../support/daybook.js';
import { signIn } from '../support/sign-in.js';
import { waitFor } from '../support/wait-for.js';

const daybook = useDaybook();
let author: string;
let colleague: string;
let orderId: string;

beforeAll(async () => {
  const email = 'ben@example.com';
  // of the same name, so that only the account tells them apart
  await daybook.rows(
    `insert into app_user (id, email, name, password_hash) values (gen_random_uuid(), $1, 'Owner', '')`,
    [email],
  );
  const password = await daybook.api.get(Accounts).resetPassword(email);
  author = await daybook.signIn();
  colleague = await signIn(daybook.address, { email, password });
});

beforeEach(async () => {
  await daybook.clear();
  await daybook.postStripeWebhook();
  orderId = await waitFor(async () => {
    const [order] = await daybook.rows<{ id: string }>('select id from customer_order');
    return order?.id;
  });
});

const send = (cookie: string, method: string, path = '', text?: string) =>
  fetch(`${daybook.address}/api/orders/${orderId}/notes${path}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    ...(text !== undefined && { body: JSON.stringify({ text }) }),
  });
async function notes(): Promise<ActivityEntry[]> {
  const story = await daybook.ask<{ items: ActivityEntry[] }>(author, `/api/orders/${orderId}/activity`);
  return story.items.filter(({ eventType }) => eventType === 'order.note');
}
async function aNote(): Promise<string> {
  await send(author, 'POST', '', 'Rang Ada');
  const [note] = await notes();
  return note?.id ?? '';
}

describe('a note', () => {
  it('is edited by its author, says so, and open consoles learn of it', async () => {
    const id = await aNote();
    const { socket, received } = await aConsoleAt(daybook.address, colleague);
    expect((await send(author, 'PUT', `/${id}`, ' Rang Ada twice ')).status).toBe(204);
    expect(await notes()).toMatchObject([
      { id, message: 'Rang Ada twice', actor: 'Owner', payload: { editedAt: expect.any(String) } },
    ]);
    await waitFor(() => received['activity:resolved'].some(({ ids }) => ids.includes(id)));
    socket.disconnect();
  });

  it('is not called edited when its text stays the same', async () => {
    const id = await aNote();
    await send(author, 'PUT', `/${id}`, 'Rang Ada');
    expect((await notes())[0]?.payload).not.toHaveProperty('editedAt');
  });

  it('is deleted by its author, and is gone for everybody', async () => {
    const id = await aNote();
    expect((await send(author, 'DELETE', `/${id}`)).status).toBe(204);
    expect(await notes()).toEqual([]);
    expect((await send(author, 'PUT', `/${id}`, 'Still there?')).status).toBe(404);
  });

  it.each(['PUT', 'DELETE'])('refuses %s by anybody else, even of the same name', async (method) => {
    const id = await aNote();
    const response = await send(colleague, method, `/${id}`, method === 'PUT' ? 'Never rang' : undefined);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      detail: 'Only the person who wrote a note can edit or delete it.',
    });
    expect(await notes()).toMatchObject([{ message: 'Rang Ada' }]);
  });

  it('is the only entry that can be edited or deleted', async () => {
    const [created] = await daybook.rows<{ id: string }>('select id from activity_log');
    for (const method of ['PUT', 'DELETE'])
      expect(
        (await send(author, method, `/${created?.id ?? ''}`, method === 'PUT' ? 'Not so' : undefined)).status,
      ).toBe(404);
  });
});
