import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Recent } from '../recent.js';
import { SandboxSettings } from '../settings.js';
import { readMail, type Mail } from './mail.js';
import type { MoodRequest } from './mailbox-mood.js';

const mailsKept = 2_000;
const largest = 10 * 1024 * 1024;

type Done = (error?: Error | null) => void;

/** Takes mail over SMTP for anybody, and keeps the newest 2,000. It can be told to be out of sorts. */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly mails = new Recent<Mail>(mailsKept);
  private readonly smtp: SMTPServer;
}
