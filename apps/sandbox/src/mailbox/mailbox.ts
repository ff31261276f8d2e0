import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Recent } from '../recent.js';
import { SandboxSettings } from '../settings.js';
import { readMail, type Mail } from './mail.js';
import type { MoodRequest } from './mailbox-mood.js';

const mailsKept = 2_000;
const mostBytes = 10 * 1024 * 1024;

type Done = (error?: Error | null) => void;

/** Takes mail over SMTP for anybody, and keeps the newest 2,000. It can be told to be out of sorts. */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly mails = new Recent<Mail>(mailsKept);
  private readonly sockets = new Set<Socket>();
  private server: SMTPServer | null = null;
  private mood: MoodRequest = { mood: 'up', recipient: undefined };
  private takenPort: number;
  private acceptances = 0;
  private refusals = 0;

  constructor(settings: SandboxSettings) {
    this.takenPort = settings.smtpPort;
  }

  /** Throws what the operating system says, such as `EADDRINUSE`. */
  async onApplicationBootstrap(): Promise<void> {
    await this.open();
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /** Where it takes mail, also while it is told not to be there. */
  get port(): number {
    return this.takenPort;
  }

  get state() {
    return { ...this.mood, port: this.takenPort, accepted: this.acceptances, refused: this.refusals };
  }

  newestFirst(): Mail[] {
    return this.mails.newestFirst();
  }

  find(id: string): Mail | undefined {
    return this.mails.find(id);
  }

  empty(): void {
    this.mails.clear();
    this.acceptances = 0;
    this.refusals = 0;
  }

  /** Once it is settled, the next connection meets the new mood; those that hang are let go. */
  async become(request: MoodRequest): Promise<void> {
    const before = this.mood.mood;
    this.mood = request;
    if (before === request.mood) return;
    for (const socket of this.sockets) socket.destroy();
    if (request.mood === 'down') await this.close();
    else if (this.server === null) await this.open();
  }

  private async open(): Promise<void> {
    const server = new SMTPServer({
      banner: 'Daybook sandbox',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: mostBytes,
      closeTimeout: 1,
      onConnect: (session, done) => this.greet(done),
      onRcptTo: ({ address }, _session, done) => done(this.objectionTo(address)),
      // a client that goes away in the middle of its mail ends the stream with an error
      onData: (stream, session, done) => void this.take(stream, session, done).catch(done),
    });
    // a client that goes away half-way is nobody's trouble
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    const listener = server.listen(this.takenPort, '127.0.0.1');
    await once(listener, 'listening');
    this.takenPort = (listener.address() as AddressInfo).port;
    this.server = server;
  }

  private async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private greet(done: Done): void {
    if (this.mood.mood !== 'hang') done();
  }

  private objectionTo(address: string): Error | null {
    const { mood, recipient } = this.mood;
    if (mood !== 'refuse' && mood !== 'later') return null;
    if (recipient !== undefined && recipient !== address.toLowerCase()) return null;
    this.refusals += 1;
    return mood === 'refuse'
      ? new Refusal(550, '5.1.1 mailbox unavailable')
      : new Refusal(451, '4.3.0 try again later');
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> {
    const message = await buffer(stream);
    if (stream.sizeExceeded) {
      done(new Refusal(552, '5.3.4 message too big'));
      return;
    }
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom ? mailFrom.address : '';
    const mail = await readMail(message, { from, to: rcptTo.map(({ address }) => address) });
    this.mails.put(mail.id, mail);
    this.acceptances += 1;
    if (this.mood.mood === 'lose') this.hangUp(session);
    else done();
  }

  private hangUp({ remotePort }: SMTPServerSession): void {
    for (const socket of this.sockets) if (socket.remotePort === remotePort) socket.destroy();
  }
}

/** An error whose code and words go to the client. */
class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    words: string,
  ) {
    super(words);
  }
}
