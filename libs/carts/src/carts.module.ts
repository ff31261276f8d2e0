import { Module } from '@nestjs/common';
import { Carts } from './carts.service.js';

@Module({ providers: [Carts], exports: [Carts] })
export class CartsModule {}
