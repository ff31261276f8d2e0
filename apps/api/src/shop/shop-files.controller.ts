import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { problem } from '../problem/problem.js';
import { shopIcon, stylesheet } from './shop-files.js';

@Controller('shop')
export class ShopFilesController {
  /** Its name contains a hash of its content, so it is cached for good. */
  @Get(':name.css')
  css(@Param('name') name: string, @Res() response: Response): void {
    if (`/shop/${name}.css` !== stylesheet.path) throw problem(404, 'There is nothing at this address.');
    response.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(stylesheet.text);
  }

  @Get('icon.svg')
  @Header('Content-Type', 'image/svg+xml')
  @Header('Cache-Control', 'public, max-age=86400')
  icon(): string {
    return shopIcon;
  }
}
