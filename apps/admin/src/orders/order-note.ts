import { Component, computed, type ElementRef, inject, input, linkedSignal, output, viewChild } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { Action } from '../api/action';
import { SessionStore } from '../api/session-store';
import { Snackbar } from '../ui/snackbar';
import { Timestamp } from '../ui/timestamp';
import { maxNoteLength } from './note-composer';
import { NoteDrafts } from './note-drafts';
import { OrderCommands } from './order-commands';

/**
 * What a person wrote on the timeline. Its author edits it in place; the typed text stays until it is stored, whatever page is
 * opened meanwhile.
 */
@Component({
  selector: 'app-order-note',
  imports: [Timestamp],
  templateUrl: './order-note.html',
  styleUrl: './order-note.css',
})
export class OrderNote {
  readonly #commands = inject(OrderCommands);
  readonly #snackbar = inject(Snackbar);
  readonly #drafts = inject(NoteDrafts);
  readonly #user = inject(SessionStore).user;
  private readonly box = viewChild<ElementRef<HTMLTextAreaElement>>('box');
  private readonly edit = viewChild<ElementRef<HTMLButtonElement>>('edit');
  private readonly keep = viewChild<ElementRef<HTMLButtonElement>>('keep');

  readonly entry = input.required<ActivityEntry>();
  readonly deleted = output();

  protected readonly maxLength = maxNoteLength;
  readonly #id = computed(() => this.entry().id);
  protected readonly mode = linkedSignal<'read' | 'edit' | 'delete'>(() =>
    this.#drafts.get(this.#id()) === null ? 'read' : 'edit',
  );
  protected readonly text = linkedSignal(() => this.#drafts.get(this.#id()) ?? '');
  protected readonly isEmpty = computed(() => this.text().trim() === '');
  protected readonly isOwn = computed(() => this.entry().payload['authorId'] === this.#user()?.id);
  protected readonly editedAt = computed(() => {
    const { editedAt } = this.entry().payload;
    return typeof editedAt === 'string' ? editedAt : null;
  });
  protected readonly saving = new Action((text: string) => this.#commands.editNote(this.entry().id, text));
  protected readonly deleting = new Action(() => this.#commands.deleteNote(this.entry().id));

  protected startEditing(): void {
    const { text } = this.entry().payload;
    this.text.set(typeof text === 'string' ? text : this.entry().message);
    this.#show('edit');
  }

  protected type(text: string): void {
    this.text.set(text);
    this.#drafts.set(this.#id(), text);
  }

  protected askToDelete(): void {
    this.#show('delete');
  }

  protected stop(): void {
    this.#drafts.set(this.#id(), '');
    this.saving.error.set(null);
    this.deleting.error.set(null);
    this.#show('read');
  }

  protected submitOnShortcut(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.save();
  }

  protected async save(): Promise<void> {
    if (this.isEmpty()) return;
    if (await this.saving.run(this.text().trim())) this.stop();
  }

  protected async delete(): Promise<void> {
    if (!(await this.deleting.run())) return;
    this.#snackbar.show('Note deleted');
    this.deleted.emit();
  }

  /** The focus goes to what the new state is about. */
  #show(mode: 'read' | 'edit' | 'delete'): void {
    this.mode.set(mode);
    setTimeout(() => {
      const target = { read: this.edit, edit: this.box, delete: this.keep }[mode]();
      target?.nativeElement.focus({ preventScroll: true });
    });
  }
}
