import { Module } from '@nestjs/common';
import { PrintfulOrdersController } from '../printful/printful-orders.controller.js';
import { PrintfulProductsController } from '../printful/printful-products.controller.js';
import { PrintfulRegistration } from '../printful/printful-registration.js';
import { PrintfulWebhooksController } from '../printful/printful-webhooks.controller.js';
import { PrintfulWebhooks } from '../printful/printful-webhooks.js';
import { PrintifyOrdersController } from '../printify/printify-orders.controller.js';
import { PrintifyProductsController } from '../printify/printify-products.controller.js';
import { PrintifyRegistrations } from '../printify/printify-registrations.js';
import { PrintifyWebhooksController } from '../printify/printify-webhooks.controller.js';
import { PrintifyWebhooks } from '../printify/printify-webhooks.js';
import { PicturesController } from '../store/pictures.controller.js';
import { StoreProducts } from '../store/store-products.js';
import { StoreApiController } from '../store/store-api.controller.js';
import { OrderLife } from './order-life.js';
import { ProviderOrders } from './provider-orders.js';
import { ProviderWebhooks } from './provider-webhooks.js';
import { ProvidersApiController } from './providers-api.controller.js';
import { WebhookManners } from './webhook-manners.js';

/** The stand-ins for Printify and Printful: one life of orders, told by each in its own words. */
@Module({
  controllers: [
    PrintifyOrdersController,
    PrintifyProductsController,
    PrintifyWebhooksController,
    PrintfulOrdersController,
    PrintfulProductsController,
    PrintfulWebhooksController,
    PicturesController,
    ProvidersApiController,
    StoreApiController,
  ],
  providers: [
    OrderLife,
    PrintfulRegistration,
    PrintfulWebhooks,
    PrintifyRegistrations,
    PrintifyWebhooks,
    ProviderOrders,
    ProviderWebhooks,
    StoreProducts,
    WebhookManners,
  ],
  exports: [OrderLife, PrintifyWebhooks, ProviderOrders, ProviderWebhooks, StoreProducts, WebhookManners],
})
export class ProvidersModule {}
