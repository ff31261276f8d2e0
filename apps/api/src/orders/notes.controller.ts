import { Notes, type NoteChange } from '@daybook/activity-log';
import { noteInput } from '@daybook/contract';
import { Database } from '@daybook/database';
import { OrdersService, type OrderRef } from '@daybook/orders';
import { Body, Controller, Delete, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';
import { OrderPipe } from './order.pipe.js';

type NoteInput = z.infer<typeof noteInput>;
const entry = { schema: z.uuid() };

@Controller('api/orders/:id/notes')
export class NotesController {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersService,
    private readonly notes: Notes,
  ) {}

  @Post()
  @HttpCode(204)
  async add(
    @Param('id', OrderPipe) { id }: OrderRef,
    @Body({ schema: noteInput }) { text }: NoteInput,
    @CurrentUser() user: SignedInUser,
  ): Promise<void> {
    await this.database.transaction((tx) => this.orders.addNote(tx, id, text, user));
  }

  @Put(':entryId')
  @HttpCode(204)
  async edit(
    @Param('id', OrderPipe) { id: orderId }: OrderRef,
    @Param('entryId', entry) entryId: string,
    @Body({ schema: noteInput }) { text }: NoteInput,
    @CurrentUser() { userId }: SignedInUser,
  ): Promise<void> {
    throwUnlessChanged(await this.notes.edit({ orderId, entryId }, text, userId));
  }

  @Delete(':entryId')
  @HttpCode(204)
  async delete(
    @Param('id', OrderPipe) { id: orderId }: OrderRef,
    @Param('entryId', entry) entryId: string,
    @CurrentUser() { userId }: SignedInUser,
  ): Promise<void> {
    throwUnlessChanged(await this.notes.delete({ orderId, entryId }, userId));
  }
}

function throwUnlessChanged(change: NoteChange): void {
  if (change === 'not_found') throw problem(404, 'This note no longer exists.');
  if (change === 'not_the_author') throw problem(403, 'Only the person who wrote a note can edit or delete it.');
}
