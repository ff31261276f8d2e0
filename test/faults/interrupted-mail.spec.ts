import { once } from 'node:events';
import { connect } from 'node:net';
import { findFreePort } from '../support/find-free-port.js';
import { expect, it } from '@jest/globals';
import { usePrograms } from '../support/processes.js';

const programs = usePrograms();

it('the sandbox survives a client that disconnects in the middle of a mail', async () => {
  const [port, smtp] = [await findFreePort(), await findFreePort()];
  const sandbox = await programs.start('sandbox', {
    PORT: String(port),
    SANDBOX_PORT: String(port),
    SANDBOX_SMTP_PORT: String(smtp),
    PUBLIC_URL: 'http://127.0.0.1:9',
    DAYBOOK_WEBHOOK_URL: 'http://127.0.0.1:9/webhooks/stripe',
  });
  for (const goAway of ['destroy', 'resetAndDestroy'] as const) {
    const client = connect(smtp, '127.0.0.1');
    await once(client, 'data');
    for (const line of ['EHLO x', 'MAIL FROM:<a@shop.example>', 'RCPT TO:<b@shop.example>', 'DATA']) {
      client.write(`${line}\r\n`);
      await once(client, 'data');
    }
    client.write('Subject: half\r\n\r\nhalf a ma');
    client[goAway]();

    // the next client is greeted, and the partial mail is discarded
    const next = connect(smtp, '127.0.0.1');
    await once(next, 'data');
    next.destroy();
    expect(await (await fetch(`${sandbox.url}/sandbox/mails`)).json()).toEqual({ items: [] });
  }
  expect(await sandbox.stop()).toBe(0);
}, 150_000);
