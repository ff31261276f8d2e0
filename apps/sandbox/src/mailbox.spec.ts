import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { findFreePort } from '../../../test/support/find-free-port.js';
import { startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  // a port that nobody else gets while the mailbox is down
  sandbox = await startSandbox({ SANDBOX_SMTP_PORT: String(await findFreePort()) });
});
afterEach(() => sandbox.stop());

const state = async () =>
  (await sandbox.json('GET', '/sandbox/mailbox')).body as { port: number; accepted: number; refused: number };
const become = (mode: string, recipient?: string) => sandbox.json('PUT', '/sandbox/mailbox', { mode, recipient });

async function send(more: object = {}, greetingTimeout = 10_000) {
  const transport = createTransport({
    host: '127.0.0.1',
    port: (await state()).port,
    connectionTimeout: 10_000,
    greetingTimeout,
    socketTimeout: 10_000,
  });
  return transport.sendMail({
    from: 'Mill Lane Prints <shop@example.com>',
    to: 'Ada Green <ada@example.com>',
    subject: 'Your order is on its way — £43.00',
    html: '<h1>Grüße</h1><p style="color:red">On its way</p><script>alert(1)</script>',
    text: 'On its way',
    ...more,
  });
}
const mails = async (query = '') => {
  const { body } = await sandbox.json('GET', `/sandbox/mails${query}`);
  return (body as { items: { id: string; subject: string }[] }).items;
};

describe('the mailbox', () => {
  it('accepts a mail and shows all of it', async () => {
    const { messageId } = await send();
    const [mail] = await mails('?to=ada@example.com&subject=on%20its%20way');
    expect(mail).toMatchObject({ subject: 'Your order is on its way — £43.00', messageId });
    const { body } = await sandbox.json('GET', `/sandbox/mails/${mail?.id ?? ''}`);
    expect(body).toMatchObject({
      from: '"Mill Lane Prints" <shop@example.com>',
      envelope: { from: 'shop@example.com', to: ['ada@example.com'] },
      html: expect.stringContaining('<h1>Grüße</h1>'),
      text: 'On its way',
    });
    expect(await sandbox.page('/mail')).toContain('Your order is on its way');
    const page = await sandbox.page(`/mail/${mail?.id ?? ''}?width=phone`);
    expect(page).toContain('class="phone"');
    expect(page).toContain('shop@example.com');
    expect(page).not.toContain('<script');
  });

  it('lets a mail run nothing, load nothing and stay in its frame', async () => {
    await send();
    const [mail] = await mails();
    const frame = await fetch(`${sandbox.url}/mail/${mail?.id ?? ''}/html`);
    expect(frame.headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'self';" +
        'sandbox allow-popups allow-popups-to-escape-sandbox',
    );
    const page = await fetch(`${sandbox.url}/mail/${mail?.id ?? ''}`);
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
    expect(await page.text()).toMatch(/<iframe[^>]+sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  });

  it('shows a mail’s attached pictures', async () => {
    await send({
      html: '<img src="cid:logo" alt="logo">',
      attachments: [{ filename: 'logo.png', content: Buffer.from('png'), cid: 'logo' }],
    });
    const [mail] = await mails();
    const html = await sandbox.page(`/mail/${mail?.id ?? ''}/html`);
    expect(html).toContain(`data:image/png;base64,${Buffer.from('png').toString('base64')}`);
  });

  it('rejects one recipient and defers another', async () => {
    await become('reject', 'Ada@example.com');
    await expect(send()).rejects.toMatchObject({ responseCode: 550 });
    await send({ to: 'bea@example.com' });
    await become('defer');
    await expect(send({ to: 'bea@example.com' })).rejects.toMatchObject({ responseCode: 451 });
    expect(await state()).toMatchObject({ accepted: 1, refused: 2 });
  });

  it('goes down and comes back on the same port', async () => {
    const { port } = await state();
    await become('down');
    await expect(send()).rejects.toMatchObject({ code: expect.stringMatching(/ESOCKET|ECONNECTION|ECONNREFUSED/) });
    await become('none');
    await send();
    expect(await state()).toMatchObject({ port, accepted: 1 });
  });

  it('hangs or loses its answer on request', async () => {
    await become('hang');
    await expect(send({}, 300)).rejects.toThrow();
    expect(await mails()).toHaveLength(0);
    await become('drop_response');
    await expect(send()).rejects.toThrow();
    expect(await mails()).toHaveLength(1);
  });

  it('can be emptied', async () => {
    await send();
    expect((await sandbox.form('/mail/empty', {})).status).toBe(303);
    expect(await mails()).toHaveLength(0);
    expect(await sandbox.page('/mail')).toContain('are listed here');
  });

  it('takes its SMTP fault from its page', async () => {
    await sandbox.form('/mail/fault', { mode: 'reject', recipient: '' });
    expect(await sandbox.page('/mail')).toContain('The mailbox rejects recipients (550).');
  });
});
