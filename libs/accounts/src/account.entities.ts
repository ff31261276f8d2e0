import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'app_user',
  properties: {
    id: p.uuid().primary(),
    email: p.string().length(320).unique().check('email = lower(email)'),
    name: p.string().length(200),
    passwordHash: p.text(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

/** As `connect-pg-simple` needs it. */
const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'user_session',
  indexes: [{ name: 'user_session_expire', properties: ['expire'] }],
  properties: {
    sid: p.string().columnType('varchar').primary(),
    sess: p.json<{ userId?: string }>(),
    expire: p.datetime(3),
  },
});

/** As `rate-limiter-flexible` needs it. */
const SignInAttemptSchema = defineEntity({
  name: 'SignInAttempt',
  tableName: 'sign_in_attempt',
  properties: {
    key: p.string().length(255).primary(),
    points: p.integer().default(0),
    expire: p.bigint('number').nullable(),
  },
});

const AppSecretSchema = defineEntity({
  name: 'AppSecret',
  tableName: 'app_secret',
  properties: {
    name: p.text().primary(),
    value: p.text(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export type AccountsTables = InferKyselyDB<
  typeof AccountSchema | typeof SessionSchema | typeof SignInAttemptSchema | typeof AppSecretSchema
>;
export const accountsEntities = [AccountSchema, SessionSchema, SignInAttemptSchema, AppSecretSchema];
