import {
  shopPageInput,
  shopPageUpdate,
  shopPageText,
  type ShopPage,
  type ShopPageInput,
  type ShopPageSummary,
  type ShopPageUpdate,
} from '@daybook/contract';
import { Database } from '@daybook/database';
import { renderMarkdown, ShopPages, type ShopPageRow, type WriteOutcome } from '@daybook/shop';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';

const id = { schema: z.uuid() };

@Controller('api/pages')
export class PagesController {
  constructor(
    private readonly database: Database,
    private readonly pages: ShopPages,
  ) {}

  @Get()
  async list(): Promise<{ items: ShopPageSummary[] }> {
    const pages = await this.pages.list();
    return { items: pages.map((page) => ({ ...page, changedAt: page.changedAt.toISOString() })) };
  }

  @Post('preview')
  @HttpCode(200)
  preview(@Body({ schema: shopPageText }) { body }: z.infer<typeof shopPageText>): { html: string } {
    return { html: renderMarkdown(body) };
  }

  @Get(':id')
  async get(@Param('id', id) pageId: string): Promise<ShopPage> {
    return toShopPage((await this.pages.findById(pageId)) ?? throwNoSuchPage());
  }

  @Post()
  @HttpCode(200)
  async create(@Body({ schema: shopPageInput }) input: ShopPageInput): Promise<ShopPage> {
    return this.database.transaction(async (tx) => {
      if (await this.pages.isFull(tx)) throw problem(409, 'There are already 100 pages. Delete one first.');
      return toResponse(await this.pages.insert(tx, input));
    });
  }

  @Put(':id')
  async update(
    @Param('id', id) pageId: string,
    @Body({ schema: shopPageUpdate }) { changedAt, ...input }: ShopPageUpdate,
  ): Promise<ShopPage> {
    return this.database.transaction(async (tx) =>
      toResponse(await this.pages.update(tx, pageId, input, new Date(changedAt))),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id', id) pageId: string): Promise<void> {
    if (!(await this.database.transaction((tx) => this.pages.delete(tx, pageId)))) throwNoSuchPage();
  }
}

function toResponse(outcome: WriteOutcome): ShopPage {
  switch (outcome.outcome) {
    case 'written':
      return toShopPage(outcome.page);
    case 'gone':
      return throwNoSuchPage();
    case 'changed':
      throw problem(409, 'Somebody else has changed this page. Open it again to see the current text.');
    case 'address_taken': {
      const message = 'another page has this address';
      throw problem(409, 'Another page already has this address.', { errors: [{ field: 'slug', message }] });
    }
  }
}

const toShopPage = ({ changedAt, ...page }: ShopPageRow): ShopPage => ({ ...page, changedAt: changedAt.toISOString() });

function throwNoSuchPage(): never {
  throw problem(404, 'There is no such page.');
}
