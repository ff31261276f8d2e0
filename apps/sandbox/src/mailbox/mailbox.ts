import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import type { PersistedState } from '../server/persisted-state.js';
import { RecentMap } from '../server/recent-map.js';
import { parseMail, type Mail } from './mail.js';

const maxBytes = 10 * 1024 * 1024;
/** Each is tens of kilobytes of the state file. */
const maxPersisted = 30;

export const smtpFaultModeLabels = {
  none: 'accepts every mail',
  reject: 'rejects recipients (550)',
  defer: 'defers recipients (451)',
  down: 'is down: no connection',
  hang: 'accepts connections and never answers',
  drop_response: 'accepts mail, but its answer is lost',
} as const;
type SmtpFaultMode = keyof typeof smtpFaultModeLabels;

export const smtpFaultRequest = z.strictObject({
  mode: z.enum(Object.keys(smtpFaultModeLabels) as [SmtpFaultMode, ...SmtpFaultMode[]]),
  /** The recipient to reject or defer; everybody by default. */
  recipient: z
    .string()
    .trim()
    .toLowerCase()
    .optional()
    .transform((address) => address || undefined),
});
type SmtpFault = z.output<typeof smtpFaultRequest>;

type PersistedMail = Omit<Mail, 'receivedAt'> & { receivedAt: Date | string };
type ReceiveCallback = (error?: Error | null) => void;

/** Accepts mail over SMTP for everybody, and holds the newest 2,000, of which 30 survive a restart. */
export class Mailbox {
  readonly mails = new RecentMap<Mail>(2_000, 'No such mail: the mailbox keeps only the newest ones.');
  readonly #sockets = new Set<Socket>();
  #server: SMTPServer | null = null;
  #fault: SmtpFault = { mode: 'none', recipient: undefined };
  #accepted = 0;
  #refused = 0;

  constructor(
    private port: number,
    private readonly persisted: PersistedState,
  ) {
    persisted.register<PersistedMail[]>('mails', {
      snapshot: () => this.mails.oldestFirst().slice(-maxPersisted),
      restore: (mails) =>
        mails.forEach((mail) => this.mails.set(mail.id, { ...mail, receivedAt: new Date(mail.receivedAt) })),
    });
  }

  get state() {
    return { ...this.#fault, port: this.port, accepted: this.#accepted, refused: this.#refused };
  }

  clear(): void {
    this.mails.clear();
    this.persisted.scheduleWrite();
    this.#accepted = 0;
    this.#refused = 0;
  }

  /** New connections use the new mode once this resolves. Changing the mode closes open ones. */
  async setFault(fault: SmtpFault): Promise<void> {
    const { mode } = this.#fault;
    this.#fault = fault;
    if (mode === fault.mode) return;
    for (const socket of this.#sockets) socket.destroy();
    if (fault.mode === 'down') await this.close();
    else if (this.#server === null) await this.open();
  }

  /** Throws what the operating system says, such as `EADDRINUSE`. */
  async open(): Promise<void> {
    const server = new SMTPServer({
      banner: 'Daybook sandbox',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: maxBytes,
      closeTimeout: 1,
      onConnect: (_session, done) => {
        if (this.#fault.mode !== 'hang') done();
      },
      onRcptTo: ({ address }, _session, done) => done(this.#checkRecipient(address)),
      // a client that disconnects in the middle of its mail ends the stream with an error
      onData: (stream, session, done) => void this.#receive(stream, session, done).catch(done),
    });
    // a client that disconnects early is no failure of the sandbox
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    const listener = server.listen(this.port, '127.0.0.1');
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #checkRecipient(address: string): Error | null {
    const { mode, recipient } = this.#fault;
    if (mode !== 'reject' && mode !== 'defer') return null;
    if (recipient !== undefined && recipient !== address.toLowerCase()) return null;
    this.#refused += 1;
    return mode === 'reject' ? smtpError(550, '5.1.1 mailbox unavailable') : smtpError(451, '4.3.0 try again later');
  }

  async #receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: ReceiveCallback): Promise<void> {
    const message = await buffer(stream);
    if (stream.sizeExceeded) {
      done(smtpError(552, '5.3.4 message too big'));
      return;
    }
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom ? mailFrom.address : '';
    const mail = await parseMail(message, { from, to: rcptTo.map(({ address }) => address) });
    this.mails.set(mail.id, mail);
    this.persisted.scheduleWrite();
    this.#accepted += 1;
    if (this.#fault.mode !== 'drop_response') done();
    else for (const socket of this.#sockets) if (socket.remotePort === session.remotePort) socket.destroy();
  }
}

/** SMTPServer sends the code and the message to the client. */
const smtpError = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });
