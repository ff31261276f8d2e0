import type { Socket } from 'node:net';
import { Database } from '@daybook/database';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aRudeMailServer, useMailServer } from '../../../../test/support/mail-server.js';
import { testSettings, useParts } from '../../../../test/support/parts.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { SmtpTimeouts } from './smtp-transport.js';
import { MailSender, type OutgoingMail } from './mail-sender.js';
import { MailSendError } from './mail-send-error.js';

const mailServer = useMailServer();
const parts = useParts();
const never = new AbortController().signal;
const patient = new SmtpTimeouts();

beforeEach(() => {
  mailServer().received.length = 0;
  mailServer().refuses = null;
});

function sender(url = mailServer().url, more: Record<string, string> = {}, timeouts = new SmtpTimeouts()): MailSender {
  const mail = { SMTP_URL: url, MAIL_FROM: 'orders@shop.example', SHOP_NAME: 'Saltmarsh Studio', ...more };
  return new MailSender(testSettings('postgres://localhost/none', mail), timeouts);
}

const aMail = (some: Partial<OutgoingMail> = {}): OutgoingMail => ({
  mailId: '019c8d0a-0000-7000-8000-000000000001',
  to: { name: 'Ada Green', address: 'customer@example.com' },
  subject: 'Your order',
  text: 'Thank you.',
  html: '<p>Thank you.</p>',
  ...some,
});

async function failure(sending: Promise<unknown>): Promise<{ reason: string; kind: string }> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailSendError)) throw new Error('It did not fail as it should.', { cause: error });
  return { reason: error.message, kind: error.kind };
}

it('cannot be sent inside a transaction', async () => {
  const sending = parts.get(Database).transaction(() => sender().send(aMail(), never));
  await expect(sending).rejects.toThrow('The mail server was called inside a transaction');
  expect(mailServer().attempts).toBe(0);
});

describe('a mail', () => {
  it('carries the headers that identify its row and ask for no automatic reply', async () => {
    const { messageId } = await sender().send(aMail(), never);

    const [mail] = mailServer().received;
    expect(mail?.envelope).toEqual({ from: 'orders@shop.example', to: ['customer@example.com'] });
    expect(mail?.from?.text).toBe('"Saltmarsh Studio" <orders@shop.example>');
    expect(mail?.messageId).toBe('<019c8d0a-0000-7000-8000-000000000001@shop.example>');
    expect(messageId).toBe(mail?.messageId);
    expect(mail?.headers.get('x-daybook-mail')).toBe('019c8d0a-0000-7000-8000-000000000001');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect([mail?.text?.trim(), mail?.html]).toEqual(['Thank you.', '<p>Thank you.</p>']);
  });

  it('comes from the name in MAIL_FROM', async () => {
    await sender(undefined, { MAIL_FROM: 'Ada’s prints <orders@shop.example>' }).send(aMail(), never);

    expect(mailServer().received[0]?.from?.value).toEqual([{ name: 'Ada’s prints', address: 'orders@shop.example' }]);
  });

  it.each(['“Zoë” O’Brien, <Söhne> & Co.', '山田 太郎 🦊', 'a@b.example, c@d.example', '"; DROP'])(
    'goes to one person of the name %s',
    async (name) => {
      await sender().send(aMail({ to: { name, address: 'customer@example.com' } }), never);

      const [mail] = mailServer().received;
      expect(mail?.to).toMatchObject({ value: [{ name, address: 'customer@example.com' }] });
      expect(mail?.envelope.to).toEqual(['customer@example.com']);
    },
  );

  it('cannot get a header injected by a name or a subject', async () => {
    const injected = 'Ada\r\nBcc: other@example.com\r\n\r\nanother body';
    await sender().send(
      aMail({ to: { name: injected, address: 'customer@example.com' }, subject: injected, mailId: 'one' }),
      never,
    );

    const [mail] = mailServer().received;
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.envelope.to).toEqual(['customer@example.com']);
    expect(mail?.text?.trim()).toBe('Thank you.');
  });

  it('is sent to an address in another script', async () => {
    await sender().send(aMail({ to: { name: '', address: 'info@müller.example' } }), never);

    expect(mailServer().received[0]?.envelope.to).toEqual(['info@müller.example']);
  });

  it.each([
    ['', 'the order has no e-mail address'],
    ['nobody', 'that is not an e-mail address'],
    ['a@b.example, c@d.example', 'that is not an e-mail address'],
    ['a@b.example>\r\nRCPT TO:<c@d.example', 'that is not an e-mail address'],
    ['Ada <a@b.example>', 'that is not an e-mail address'],
  ])('is not tried to %j', async (address, reason) => {
    mailServer().attempts = 0;
    const outcome = await failure(sender().send(aMail({ to: { name: 'Ada', address } }), never));

    expect(outcome).toEqual({ reason, kind: 'permanent' });
    expect(mailServer().attempts).toBe(0);
  });
});

describe('a mail server that rejects', () => {
  it.each([
    ['550 5.1.1 <customer@example.com>: mailbox unavailable', 'mailbox unavailable', 'permanent'],
    [
      '550 Requested action not taken: mailbox unavailable.',
      'requested action not taken: mailbox unavailable',
      'permanent',
    ],
    ['553 5.1.3 SMTP address syntax is wrong', 'SMTP address syntax is wrong', 'permanent'],
    ['550 5.7.1 Relaying denied', 'relaying denied', 'transient'],
    ['554 5.7.1 Service unavailable; client blocked', 'service unavailable; client blocked', 'transient'],
    ['552 5.2.2 Mailbox full', 'mailbox full', 'transient'],
    ['451 4.7.1 Greylisted, please try again later', 'greylisted, please try again later', 'transient'],
    [`450 ${'long '.repeat(200)}`, expect.stringMatching(/^(long )+/), 'transient'],
  ])('by %s is quoted in a sentence', async (answer, reason, kind) => {
    mailServer().refuses = answer;

    expect(await failure(sender().send(aMail(), never))).toEqual({ reason, kind });
  });

  it.each([
    ['550 5.1.1 User unknown', 'recipient'],
    ['550 5.4.1 Recipient address rejected: Access denied', 'recipient'],
    ['550 no such user', 'recipient'],
    ['553 5.1.3 SMTP address syntax is wrong', 'recipient'],
    ['552 5.2.2 Mailbox full', 'recipient'],
    ['452 4.2.2 Over quota', 'recipient'],
    ['450 4.2.0 Greylisted', 'recipient'],
    ['450 mailbox busy', 'recipient'],
    ['421 too many connections', 'server'],
    ['450 4.3.2 System not accepting network messages', 'server'],
    ['451 temporary local problem', 'server'],
    ['452 4.3.1 Insufficient system storage', 'server'],
    ['550 5.1.8 Bad sender address', 'server'],
    ['550 5.7.1 Relaying denied', 'server'],
    ['554 5.7.1 Client host blocked', 'server'],
    ['454 4.7.0 Too many messages today', 'server'],
  ])('a recipient with %s says something about: %s', async (answer, about) => {
    mailServer().refuses = answer;
    await expect(sender().send(aMail(), never)).rejects.toMatchObject({ about });
  });

  it.each([
    ['MAIL', '550 5.1.0 Sender unknown', 'server'],
    ['MAIL', '421 4.3.2 Shutting down', 'server'],
    ['DATA', '451 4.3.0 Try again later', 'server'],
    ['DATA', '550 5.1.1 User unknown', 'recipient'],
    ['.', '554 5.7.1 Daily quota exceeded', 'server'],
    ['.', '550 5.1.1 User unknown', 'recipient'],
  ])('at %s with %s says something about: %s', async (command, answer, about) => {
    const rude = await aRudeMailServer((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (bytes) => {
        const said = bytes.toString();
        if (said.startsWith(command) || (command === '.' && said.endsWith('\r\n.\r\n'))) socket.write(`${answer}\r\n`);
        else if (said.startsWith('DATA')) socket.write('354 go on\r\n');
        else if (/^(EHLO|MAIL|RCPT|QUIT)/.test(said)) socket.write('250 ok\r\n');
      });
    });
    await expect(sender(rude.url).send(aMail(), never)).rejects.toMatchObject({ about });
    await rude.stop();
  });

  it('the sender or the whole message is tried again', async () => {
    const rude = await aRudeMailServer((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (line) =>
        socket.write(line.toString().startsWith('MAIL') ? '550 5.1.0 Sender unknown\r\n' : '250 ok\r\n'),
      );
    });

    expect(await failure(sender(rude.url).send(aMail(), never))).toEqual({
      reason: 'sender unknown',
      kind: 'transient',
    });
    await rude.stop();
  });
});

describe('a mail server that', () => {
  const drip = (socket: Socket) => {
    const timer = setInterval(() => socket.write('220-one more line\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  };

  // one short limit each: on a busy machine the others would be over first
  it.each([
    ['never greets', () => undefined, new SmtpTimeouts(300), 'the mail server did not answer in time'],
    [
      'falls silent',
      (socket: Socket) => socket.write('220 hello\r\n'),
      new SmtpTimeouts(undefined, 300),
      'the mail server did not answer in time',
    ],
    [
      'drips',
      (socket: Socket) => {
        socket.write('220 hello\r\n');
        drip(socket);
      },
      new SmtpTimeouts(undefined, undefined, 600),
      'the mail server took longer than 0.6 s',
    ],
    [
      'hangs up',
      (socket: Socket) => socket.destroy(),
      patient,
      expect.stringMatching(/^the (connection to the )?mail server .*(was lost|cannot be reached)$/),
    ],
    [
      'hangs up in the middle',
      (socket: Socket) => {
        socket.write('220 hello\r\n');
        socket.on('data', (line) =>
          line.toString().startsWith('MAIL') ? socket.destroy() : socket.write('250 ok\r\n'),
        );
      },
      patient,
      expect.stringMatching(/was lost|cannot be reached/),
    ],
    [
      'speaks something else',
      (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      new SmtpTimeouts(300, 300, 600),
      expect.any(String),
    ],
  ])('%s is given up in time, for now', async (_, welcome, timeouts, reason) => {
    const rude = await aRudeMailServer(welcome);

    expect(await failure(sender(rude.url, {}, timeouts).send(aMail(), never))).toEqual({ reason, kind: 'transient' });
    await waitFor(() => rude.connections === 0);
    await rude.stop();
  });

  it('is down is named in the error', async () => {
    expect(await failure(sender('smtp://127.0.0.1:9').send(aMail(), never))).toEqual({
      reason: 'the mail server 127.0.0.1 cannot be reached',
      kind: 'transient',
    });
  });

  it('refuses the password is not quoted, and the password appears nowhere', async () => {
    const rude = await aRudeMailServer((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (line) => {
        const said = line.toString();
        socket.write(said.startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '535 5.7.8 hunter2 is wrong\r\n');
      });
    });
    const url = rude.url.replace('smtp://', 'smtp://ada:hunter2@');

    expect(await failure(sender(url).send(aMail(), never))).toEqual({
      reason: 'the mail server refused the user name or the password',
      kind: 'transient',
    });
    await rude.stop();
  });
});

it('is cancelled with its job', async () => {
  const rude = await aRudeMailServer((socket) => socket.write('220 hello\r\n'));
  const job = new AbortController();
  const sending = failure(sender(rude.url).send(aMail(), job.signal));
  await waitFor(() => rude.connections === 1);
  job.abort();

  expect(await sending).toEqual({ reason: 'sending was cancelled', kind: 'transient' });
  await waitFor(() => rude.connections === 0);
  await rude.stop();
});
