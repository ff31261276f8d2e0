import { AccountsModule } from '@daybook/accounts';
import { Module } from '@nestjs/common';
import { SecurityModule } from '../security/security.module.js';
import { SessionsController } from './sessions.controller.js';

/** Signing in and out. A global module has to provide the `SignOutAnnouncer`. */
@Module({
  imports: [AccountsModule, SecurityModule],
  controllers: [SessionsController],
})
export class SessionModule {}
