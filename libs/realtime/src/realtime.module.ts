import { Module } from '@nestjs/common';
import { Consoles } from './consoles.js';

@Module({ providers: [Consoles], exports: [Consoles] })
export class RealtimeModule {}
