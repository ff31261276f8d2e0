import { Settings } from '@daybook/config';
import { Database, Signals } from '@daybook/database';
import { databasePrefix, RedisConnections } from '@daybook/redis';
import { Module } from '@nestjs/common';
import { Consoles } from './consoles.js';
import { NewsByRedis } from './news-by-redis.js';
import { NewsBySignals } from './news-by-signals.js';
import { NewsCarrier } from './news-carrier.js';

/** Needs `DatabaseModule` and `SettingsModule`. */
@Module({
  providers: [Consoles, { provide: NewsCarrier, inject: [Settings, Database, Signals], useFactory: carrierFor }],
  exports: [Consoles],
})
export class RealtimeModule {}

async function carrierFor({ redisUrl }: Settings, database: Database, signals: Signals): Promise<NewsCarrier> {
  const bySignals = new NewsBySignals(signals);
  if (!redisUrl) return bySignals;
  const outage = { logger: 'Consoles', so: 'consoles are told by way of the database' };
  return new NewsByRedis(new RedisConnections(redisUrl, outage), await databasePrefix(database), bySignals);
}
