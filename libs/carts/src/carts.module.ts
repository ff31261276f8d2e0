import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Module } from '@nestjs/common';
import { AbandonedCartsQueries } from './abandoned-carts.queries.js';
import { CartRecovery } from './cart-recovery.service.js';
import { CheckoutTracker } from './checkout-tracker.service.js';
import { CartCheckouts } from './cart-checkouts.service.js';
import { Carts } from './carts.service.js';
import { ReminderLimit } from './reminder-limit.js';
import { ShopLimits } from './shop-limits.js';
import { UnsubscribedAddresses } from './unsubscribed-addresses.js';

const services = [
  CartRecovery,
  AbandonedCartsQueries,
  CheckoutTracker,
  CartCheckouts,
  Carts,
  ReminderLimit,
  UnsubscribedAddresses,
];

const shopLimits = {
  provide: ShopLimits,
  inject: [Settings, Database, DomainEvents],
  useFactory: async (settings: Settings, database: Database, events: DomainEvents) =>
    new ShopLimits(settings, await database.pool(), database, events),
};

@Module({ providers: [...services, shopLimits], exports: [...services, ShopLimits] })
export class CartsModule {}
