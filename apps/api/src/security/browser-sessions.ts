import { createHash } from 'node:crypto';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { SessionSecret, SessionStore, type User } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session from 'express-session';

const cookieName = 'daybook';
const fortnight = 14 * 24 * 60 * 60 * 1000;

/** Who is signed in, in which session, and the room that all sockets of this session, and no others, stand in. */
export interface SignedInUser extends User {
  sid: string;
  sessionRoom: string;
}

/** A name for "this session's sockets" that doesn't give away the session's id. */
export function sessionRoom(sid: string): string {
  return `session:${createHash('sha256').update(sid).digest('hex')}`;
}

/** Sessions as browsers have them: a cookie, the same for HTTP and for the socket's handshake. */
@Injectable()
export class BrowserSessions {
  /** Express middleware. Costs one statement when the request has a session's cookie, and none when it has not. */
  readonly middleware: RequestHandler;
  readonly #cookie: CookieOptions;

  constructor(settings: Settings, store: SessionStore, secret: SessionSecret) {
    this.#cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: settings.publicUrl.startsWith('https:') };
    this.middleware = session({
      name: cookieName,
      secret: secret.value,
      store,
      resave: false,
      rolling: false,
      saveUninitialized: false,
      cookie: { ...this.#cookie, maxAge: fortnight },
    });
  }

  /** Who sent a request, or null; for what the middleware has not passed, such as a handshake. Fails when the database is away. */
  async sessionOf(request: IncomingMessage): Promise<SignedInUser | null> {
    const asExpress = request as Request;
    await settled((done) => this.middleware(asExpress, new ServerResponse(request) as Response, done));
    return getSignedInUser(asExpress);
  }

  /** Signs somebody in under a new session id; the one before is dead. */
  async begin(request: Request, user: User): Promise<void> {
    await settled((done) => request.session.regenerate(done));
    Object.assign(request.session, user);
    await settled((done) => request.session.save(done));
  }

  async end(request: Request, response: Response): Promise<void> {
    await settled((done) => request.session.destroy(done));
    response.clearCookie(cookieName, this.#cookie);
  }
}

/** Who is signed in, once the middleware has passed the request. */
export function getSignedInUser(request: Request): SignedInUser | null {
  // Absent where the middleware isn't mounted, whatever its type says.
  const current = request.session as Partial<User> | undefined;
  if (current?.userId === undefined || current.name === undefined || current.email === undefined) return null;
  const { userId, name, email } = current;
  return { userId, name, email, sid: request.sessionID, sessionRoom: sessionRoom(request.sessionID) };
}

function settled(work: (done: (error?: unknown) => void) => void): Promise<void> {
  return promisify(work)();
}
