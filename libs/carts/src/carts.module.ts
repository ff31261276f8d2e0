import { Module } from '@nestjs/common';
import { AbandonedCartsQueries } from './abandoned-carts.queries.js';
import { AbandonedCarts } from './abandoned-carts.service.js';
import { Abandonment } from './abandonment.service.js';
import { CartCheckouts } from './cart-checkouts.service.js';
import { Carts } from './carts.service.js';
import { RemindedAddresses } from './reminded-addresses.js';
import { UnsubscribedAddresses } from './unsubscribed-addresses.js';

const services = [
  AbandonedCarts,
  AbandonedCartsQueries,
  Abandonment,
  CartCheckouts,
  Carts,
  RemindedAddresses,
  UnsubscribedAddresses,
];

@Module({ providers: services, exports: services })
export class CartsModule {}
