import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { findFreePort } from './find-free-port.js';
import { afterAll, beforeAll } from '@jest/globals';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A received mail with its envelope. */
export interface ReceivedMail extends ParsedMail {
  envelope: { from: string; to: string[] };
}

export interface MailServer {
  url: string;
  port: number;
  /** The accepted mails, in order. */
  received: ReceivedMail[];
  /** The number of RCPT TO commands so far. */
  attempts: number;
  /** The reply to every recipient, such as `550 5.1.1 mailbox unavailable`; null accepts all. */
  refuses: string | null;
  /** Whether it accepts any user name and password; without them it is not asked. */
  acceptsLogin: boolean;
  /** Called before it accepts a mail; the mail waits for it. */
  beforeAccepting: () => Promise<void> | void;
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
}

/** Starts a local mail server whose replies a test controls. */
async function aMailServer(): Promise<MailServer> {
  const port = await findFreePort();
  let server: SMTPServer | undefined;
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received: [],
    attempts: 0,
    refuses: null,
    acceptsLogin: true,
    beforeAccepting: () => undefined,
    async start() {
      server = serverThat(mailServer);
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
    async stop() {
      const stopping = server;
      server = undefined;
      await new Promise<void>((stopped) => (stopping ? stopping.close(stopped) : stopped()));
    },
  };
  await mailServer.start();
  return mailServer;
}

function serverThat(mailServer: MailServer): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    closeTimeout: 100,
    allowInsecureAuth: true,
    onAuth({ username }, _, answer) {
      if (mailServer.acceptsLogin) answer(null, { user: username });
      else answer(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onRcptTo(_, session, answer) {
      mailServer.attempts += 1;
      const [, code, words = ''] = /^(\d{3}) (.*)$/.exec(mailServer.refuses ?? '') ?? [];
      answer(code === undefined ? null : Object.assign(new Error(words), { responseCode: Number(code) }));
    },
    onData(stream, { envelope }, answer) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      simpleParser(stream)
        .then(async (mail) => {
          await mailServer.beforeAccepting();
          mailServer.received.push({ ...mail, envelope: { from, to: envelope.rcptTo.map(({ address }) => address) } });
          answer();
        })
        .catch(answer);
    },
  });
  // a client that hangs up
  server.on('error', () => undefined);
  return server;
}

/** A mail server for a test file. */
export function useMailServer() {
  let server: MailServer | undefined;
  beforeAll(async () => {
    server = await aMailServer();
  });
  afterAll(() => server?.stop());
  return () => {
    if (!server) throw new Error('The mail server is started before the first test: ask for it inside one.');
    return server;
  };
}

/** Starts a TCP server that does what a test wants with each connection. */
export async function aRudeMailServer(welcome: (socket: Socket) => void) {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    welcome(socket);
    // unread data must be consumed, or the end event never fires
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    get connections() {
      return open.size;
    },
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
