import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { Doing } from '../api/doing';
import { OrderActing } from './order-acting';

/** As many letters as the contract's `noteDraft` takes. */
const most = 1_000;
const fewLeft = 100;

/** Writes at the foot of the timeline. What is typed stays until it is stored. */
@Component({
  selector: 'app-note-composer',
  templateUrl: './note-composer.html',
  styleUrl: './note-composer.css',
})
export class NoteComposer {
  readonly #acting = inject(OrderActing);
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');

  protected readonly most = most;
  protected readonly keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl Enter';
  protected readonly note = new Doing((text: string) => this.#acting.note(text));
  protected readonly text = signal('');
  protected readonly isEmpty = computed(() => this.text().trim() === '');
  protected readonly announced = signal('');
  protected readonly left = computed(() => {
    const left = most - this.text().length;
    return left <= fewLeft ? `${left} left` : null;
  });

  focus(): void {
    this.box().nativeElement.focus();
    this.box().nativeElement.scrollIntoView({ block: 'center' });
  }

  protected pressed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.add();
  }

  protected async add(): Promise<void> {
    const text = this.text();
    if (this.isEmpty() || this.note.isBusy()) return;
    this.announced.set('');
    if (!(await this.note.now(text.trim()))) return;
    // What was typed meanwhile is another note.
    if (this.text() === text) this.text.set('');
    this.announced.set('Note added');
    this.box().nativeElement.focus();
  }
}
