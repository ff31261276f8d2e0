import { Accounts, AccountsModule } from '@daybook/accounts';
import { SettingsModule, type Settings } from '@daybook/config';
import { DatabaseModule } from '@daybook/database';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Module({})
class AccountsOnly {}

/** Runs `work` with the accounts of a database, then closes its connections. */
export async function withAccounts<T>(
  settings: Settings,
  url: string,
  work: (accounts: Accounts) => Promise<T>,
): Promise<T> {
  const database = DatabaseModule.forRoot({
    url,
    entities: [],
    applicationName: 'daybook launcher',
    maxConnections: 2,
  });
  const imports = [SettingsModule.forRoot(settings), database, AccountsModule];
  const context = await NestFactory.createApplicationContext({ module: AccountsOnly, imports }, { logger: ['error'] });
  try {
    return await work(context.get(Accounts));
  } finally {
    await context.close();
  }
}
