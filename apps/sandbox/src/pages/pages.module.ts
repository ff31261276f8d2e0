import { Module } from '@nestjs/common';
import { Pages } from './pages.js';
import { Words } from './words.js';

@Module({ providers: [Pages, Words], exports: [Pages, Words] })
export class PagesModule {}
