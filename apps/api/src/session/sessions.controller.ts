import { formatDuration } from '../problem/format-duration.js';
import { Accounts, type User } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { credentials, type Session, type Credentials } from '@daybook/contract';
import { ConsoleNotifier } from '@daybook/realtime';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problem } from '../problem/problem.js';
import { BrowserSessions, CurrentUser, getSignedInUser, type SignedInUser } from '../security/browser-sessions.js';
import { Public } from '../security/signed-in.guard.js';

@Controller('api/session')
export class SessionsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: BrowserSessions,
    private readonly consoles: ConsoleNotifier,
    private readonly settings: Settings,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  async signIn(
    @Req() request: Request,
    @Body({ schema: credentials }) { email, password }: Credentials,
  ): Promise<Session> {
    this.requireHttpsForSecureCookie(request);
    const result = await this.accounts.authenticate(email, password, request.ip ?? '');
    if (result.outcome === 'refused') throw problem(401, 'The e-mail address or password is incorrect.');
    if (result.outcome === 'rate_limited') {
      const detail = `Too many attempts to sign in. Try again in ${formatDuration(result.retryAfterSeconds)}.`;
      throw problem(429, detail, { retryAfterSeconds: result.retryAfterSeconds });
    }
    const previous = getSignedInUser(request);
    await this.sessions.start(request, result.user);
    this.disconnectConsoles(previous);
    return this.toSession(result.user);
  }

  @Get()
  whoAmI(@CurrentUser() user: SignedInUser): Session {
    return this.toSession(user);
  }

  /** Public, so that signing out twice or after the session has expired is not an error. */
  @Public()
  @Delete()
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const previous = getSignedInUser(request);
    await this.sessions.end(request, response);
    this.disconnectConsoles(previous);
  }

  private disconnectConsoles(user: SignedInUser | null): void {
    if (user) this.consoles.notify({ signedOutRooms: [user.sessionRoom] });
  }

  private toSession({ userId, name, email }: User): Session {
    return { user: { id: userId, name, email }, shop: this.settings.shop };
  }

  /** Browsers silently drop a Secure cookie over plain http: signing in would seem to do nothing. */
  private requireHttpsForSecureCookie(request: Request): void {
    if (request.secure || !this.settings.publicUrl.startsWith('https:')) return;
    const cause = 'or TRUST_PROXY or the proxy’s X-Forwarded-Proto header is not set';
    throw problem(400, `Sign in at ${this.settings.publicUrl}: this request did not arrive over https, ${cause}.`);
  }
}
