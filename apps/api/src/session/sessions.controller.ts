import { Accounts, type User } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { signIn, type Session, type SignIn } from '@daybook/contract';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problem } from '../problem/problem.js';
import { BrowserSessions, getSignedInUser, type SignedInUser } from '../security/browser-sessions.js';
import { CurrentUser } from '../security/current-user.decorator.js';
import { Public } from '../security/public.decorator.js';
import { SignOutAnnouncer } from './sign-out-announcer.js';

@Controller('api/session')
export class SessionsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: BrowserSessions,
    private readonly announcer: SignOutAnnouncer,
    private readonly settings: Settings,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  async signIn(@Req() request: Request, @Body({ schema: signIn }) { email, password }: SignIn): Promise<Session> {
    this.refuseWhereNoCookieWouldBeKept(request);
    const result = await this.accounts.authenticate(email, password, request.ip ?? '');
    if (result.outcome === 'refused') throw problem(401, 'The e-mail address or the password is not right.');
    if (result.outcome === 'rate_limited') {
      const detail = `Too many attempts to sign in. Try again in ${inWords(result.retryAfterSeconds)}.`;
      throw problem(429, detail, { retryAfterSeconds: result.retryAfterSeconds });
    }
    const before = getSignedInUser(request);
    await this.sessions.begin(request, result.user);
    if (before) await this.announcer.signedOut(before.sessionRoom);
    return this.sessionFor(result.user);
  }

  @Get()
  whoAmI(@CurrentUser() user: SignedInUser): Session {
    return this.sessionFor(user);
  }

  /** Public, so that signing out twice, or after the session has expired, is no error. */
  @Public()
  @Delete()
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const before = getSignedInUser(request);
    await this.sessions.end(request, response);
    if (before) await this.announcer.signedOut(before.sessionRoom);
  }

  private sessionFor({ userId, name, email }: User): Session {
    return { user: { id: userId, name, email }, shop: this.settings.shop };
  }

  /** Over plain http a Secure cookie is dropped without a word, and signing in would seem to do nothing. */
  private refuseWhereNoCookieWouldBeKept(request: Request): void {
    if (request.secure || !this.settings.publicUrl.startsWith('https:')) return;
    const cause = 'or TRUST_PROXY or the proxy’s X-Forwarded-Proto is not set';
    throw problem(400, `Sign in at ${this.settings.publicUrl}: this request did not come over https, ${cause}.`);
  }
}

function inWords(seconds: number): string {
  const [amount, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}
