import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Settings } from '@daybook/config';
import { robotsText, Sitemap } from '@daybook/shop';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { problem } from '../problem/problem.js';

@Controller()
export class SearchEnginesController {
  constructor(
    private readonly sitemap: Sitemap,
    private readonly settings: Settings,
  ) {}

  @Get('robots.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  robots(): string {
    return robotsText(this.settings.publicUrl);
  }

  @Get('sitemap.xml')
  async root(@Res() response: Response): Promise<void> {
    await sendXml(response, await this.sitemap.root());
  }

  @Get('sitemap-pages.xml')
  async pages(@Res() response: Response): Promise<void> {
    await sendXml(response, await this.sitemap.pagesOnly());
  }

  @Get('sitemap-products-:part.xml')
  async products(@Param('part') part: string, @Res() response: Response): Promise<void> {
    const xml = /^[1-9]\d{0,5}$/.test(part) ? await this.sitemap.products(Number(part)) : null;
    if (!xml) throw problem(404, 'The sitemap has no such part.');
    await sendXml(response, xml);
  }
}

async function sendXml(response: Response, xml: Readable): Promise<void> {
  response.set('Cache-Control', 'public, max-age=600').type('application/xml');
  // a client that disconnects early is no error
  await pipeline(xml, response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
}
