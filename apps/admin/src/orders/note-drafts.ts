import { inject, Injectable } from '@angular/core';
import { LiveConnection } from '../api/live-connection';

/** What was typed and not saved, by the order or the note that it is for: it is there again when its page is. */
@Injectable({ providedIn: 'root' })
export class NoteDrafts {
  readonly #texts = new Map<string, string>();

  constructor() {
    inject(LiveConnection).onStopped(() => {
      this.#texts.clear();
    });
  }

  get(id: string): string | null {
    return this.#texts.get(id) ?? null;
  }

  /** An empty text is none. */
  set(id: string, text: string): void {
    if (text.trim() === '') this.#texts.delete(id);
    else this.#texts.set(id, text);
  }
}
