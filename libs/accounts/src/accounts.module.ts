import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Module } from '@nestjs/common';
import { Accounts } from './accounts.service.js';
import { Passwords } from './passwords.js';
import { SessionSecret } from './session-secret.js';
import { SessionStore } from './session-store.js';
import { SignInThrottle } from './sign-in-throttle.js';

@Module({
  providers: [
    Accounts,
    Passwords,
    {
      provide: SignInThrottle,
      inject: [Database],
      useFactory: async (database: Database) => new SignInThrottle(database, await database.pool()),
    },
    {
      provide: SessionStore,
      inject: [Database],
      useFactory: async (database: Database) => new SessionStore(database, await database.pool()),
    },
    {
      provide: SessionSecret,
      inject: [Database, Settings],
      useFactory: (...from: Parameters<typeof SessionSecret.loadOrCreate>) => SessionSecret.loadOrCreate(...from),
    },
  ],
  exports: [Accounts, SessionSecret, SessionStore],
})
export class AccountsModule {}
