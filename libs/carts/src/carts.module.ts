import { Module } from '@nestjs/common';
import { AbandonedCartsQueries } from './abandoned-carts.queries.js';
import { CartRecovery } from './cart-recovery.service.js';
import { CheckoutTracker } from './checkout-tracker.service.js';
import { CartCheckouts } from './cart-checkouts.service.js';
import { Carts } from './carts.service.js';
import { ReminderLimit } from './reminder-limit.js';
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

@Module({ providers: services, exports: services })
export class CartsModule {}
