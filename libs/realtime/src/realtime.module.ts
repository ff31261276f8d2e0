import { Settings } from '@daybook/config';
import { Database, PgNotifications } from '@daybook/database';
import { redisKeyPrefix, RedisConnections } from '@daybook/redis';
import { Module } from '@nestjs/common';
import { ConsoleNotifier } from './console-notifier.js';
import { RedisUpdateTransport } from './redis-update-transport.js';
import { PgUpdateTransport, UpdateTransport } from './update-transport.js';

/** Needs `DatabaseModule` and `SettingsModule`. */
@Module({
  providers: [
    ConsoleNotifier,
    { provide: UpdateTransport, inject: [Settings, Database, PgNotifications], useFactory: createTransport },
  ],
  exports: [ConsoleNotifier],
})
export class RealtimeModule {}

async function createTransport(
  { redisUrl }: Settings,
  database: Database,
  notifications: PgNotifications,
): Promise<UpdateTransport> {
  const transport = new PgUpdateTransport(notifications);
  if (!redisUrl) return transport;
  const outage = { loggerName: 'Consoles', consequence: 'updates reach the consoles through PostgreSQL' };
  return new RedisUpdateTransport(new RedisConnections(redisUrl, outage), await redisKeyPrefix(database), transport);
}
