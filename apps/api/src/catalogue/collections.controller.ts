import { CollectionsService } from '@daybook/catalog';
import { collectionChanges, type Collection, type CollectionChanges } from '@daybook/contract';
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
  async update(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: collectionChanges }) input: CollectionChanges,
  ): Promise<{ items: Collection[] }> {
    const isThere = await this.database.transaction((tx) => this.collections.update(tx, id, input));
    if (!isThere) throw problem(404, 'There is no such collection.');
    return this.list();
  }
}
