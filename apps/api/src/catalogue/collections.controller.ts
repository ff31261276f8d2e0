import { CollectionsService } from '@daybook/catalog';
import { collectionDraft, type Collection, type CollectionDraft } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';

@Controller('api/collections')
export class CollectionsController {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsService,
  ) {}

  @Get()
  async list(): Promise<{ items: Collection[] }> {
    return { items: await this.collections.list() };
  }

  @Put(':id')
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: collectionDraft }) draft: CollectionDraft,
  ): Promise<{ items: Collection[] }> {
    const isThere = await this.database.transaction((tx) => this.collections.update(tx, id, draft));
    if (!isThere) throw problem(404, 'There is no such collection.');
    return this.list();
  }
}
