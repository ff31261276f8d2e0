import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ProductsPageController } from './products-page.controller.js';
import { ProvidersPageController } from './providers-page.controller.js';

/** The pages that drive Printify and Printful. */
@Module({ imports: [PagesModule, ProvidersModule], controllers: [ProductsPageController, ProvidersPageController] })
export class ProvidersPageModule {}
