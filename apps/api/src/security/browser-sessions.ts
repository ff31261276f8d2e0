import { createHash } from 'node:crypto';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { SessionSecret, SessionStore, type User } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { problem } from '../problem/problem.js';

const cookieName = 'daybook';
const maxAgeMs = 14 * 24 * 60 * 60 * 1000;

export interface SignedInUser extends User {
  sid: string;
  /** The room of exactly the sockets of this session. */
  sessionRoom: string;
}

/** Hashed, so that the name of the room does not reveal the session id. */
export function toSessionRoom(sid: string): string {
  return `session:${createHash('sha256').update(sid).digest('hex')}`;
}

/** Cookie sessions, for HTTP and for the socket's handshake. */
@Injectable()
export class BrowserSessions {
  /** Express middleware. Costs one statement when the request has a session cookie, otherwise none. */
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
      cookie: { ...this.#cookie, maxAge: maxAgeMs },
    });
  }

  /** For a request that has not passed the middleware, such as a handshake. Throws while the database is unavailable. */
  async findUser(request: IncomingMessage): Promise<SignedInUser | null> {
    const asExpress = request as Request;
    await callbackToPromise((done) => this.middleware(asExpress, new ServerResponse(request) as Response, done));
    return getSignedInUser(asExpress);
  }

  /** Signs a user in with a new session id and ends the previous session. */
  async start(request: Request, user: User): Promise<void> {
    await callbackToPromise((done) => request.session.regenerate(done));
    Object.assign(request.session, user);
    await callbackToPromise((done) => request.session.save(done));
  }

  async end(request: Request, response: Response): Promise<void> {
    await callbackToPromise((done) => request.session.destroy(done));
    response.clearCookie(cookieName, this.#cookie);
  }
}

/** For a request that has passed the middleware. */
export function getSignedInUser(request: Request): SignedInUser | null {
  // Undefined where the middleware is not mounted, whatever its type says.
  const current = request.session as Partial<User> | undefined;
  if (current?.userId === undefined || current.name === undefined || current.email === undefined) return null;
  const { userId, name, email } = current;
  return { userId, name, email, sid: request.sessionID, sessionRoom: toSessionRoom(request.sessionID) };
}

/** The user of a route that requires one: `@CurrentUser() user: SignedInUser`. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedInUser => {
  const user = getSignedInUser(context.switchToHttp().getRequest<Request>());
  if (!user) throw problem(401, 'Sign in first.');
  return user;
});

function callbackToPromise(work: (done: (error?: unknown) => void) => void): Promise<void> {
  return promisify(work)();
}
