import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { Action } from '../api/action';
import { NoteDrafts } from './note-drafts';
import { OrderCommands } from './order-commands';

/** As many letters as the contract's `noteInput` takes. */
export const maxNoteLength = 1_000;
const warnBelow = 100;

/** Adds a note at the end of the timeline. The typed text stays until it is stored, whatever page is opened meanwhile. */
@Component({
  selector: 'app-note-composer',
  templateUrl: './note-composer.html',
  styleUrl: './note-composer.css',
})
export class NoteComposer {
  readonly #commands = inject(OrderCommands);
  readonly #drafts = inject(NoteDrafts);
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');

  readonly orderId = input.required<string>();

  protected readonly maxLength = maxNoteLength;
  protected readonly shortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl Enter';
  protected readonly adding = new Action((text: string) => this.#commands.addNote(text));
  protected readonly text = linkedSignal(() => this.#drafts.get(this.orderId()) ?? '');
  protected readonly isEmpty = computed(() => this.text().trim() === '');
  protected readonly announcement = signal('');
  protected readonly charactersLeft = computed(() => {
    const left = maxNoteLength - this.text().length;
    return left <= warnBelow ? `${left} left` : null;
  });

  constructor() {
    effect(() => {
      this.#drafts.set(this.orderId(), this.text());
    });
  }

  focus(): void {
    this.box().nativeElement.focus();
    this.box().nativeElement.scrollIntoView({ block: 'center' });
  }

  protected submitOnShortcut(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.add();
  }

  protected async add(): Promise<void> {
    const text = this.text();
    if (this.isEmpty() || this.adding.isBusy()) return;
    this.announcement.set('');
    if (!(await this.adding.run(text.trim()))) return;
    // Text typed since then belongs to another note.
    if (this.text() === text) this.text.set('');
    this.announcement.set('Note added');
    this.box().nativeElement.focus();
  }
}
