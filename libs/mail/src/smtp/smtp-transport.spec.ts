import type { MailServer } from '@daybook/config';
import { expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { aRudeMailServer } from '../../../../test/support/mail-server.js';
import { SmtpTimeouts, transportOptions } from './smtp-transport.js';

it('never sends a password over an unencrypted connection', async () => {
  const received: string[] = [];
  const rude = await aRudeMailServer((socket) => {
    socket.write('220 hello\r\n');
    socket.on('data', (line) => {
      received.push(line.toString());
      socket.write(line.toString().startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '500 what?\r\n');
    });
  });
  const elsewhere: MailServer = {
    host: '127.0.0.1',
    port: Number(new URL(rude.url).port),
    usesImplicitTls: false,
    credentials: { user: 'ada', password: 'secret' },
    isLocal: false,
  };
  const sending = createTransport(transportOptions(elsewhere, new SmtpTimeouts())).sendMail({
    to: 'a@b.example',
    text: '',
  });

  await expect(sending).rejects.toThrow('STARTTLS');
  expect(received.join('')).not.toMatch(/AUTH/);
  await rude.stop();
});
