import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ProvidersPageController } from './providers-page.controller.js';

/** The page that drives Printify and Printful. */
@Module({ imports: [PagesModule, ProvidersModule], controllers: [ProvidersPageController] })
export class ProvidersPageModule {}
