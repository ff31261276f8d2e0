import { inject, Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';

/** Titles read `Activity · Daybook`: the page first, so that browser tabs can be distinguished. */
@Injectable({ providedIn: 'root' })
export class PageTitles extends TitleStrategy {
  readonly #title = inject(Title);

  override updateTitle(state: RouterStateSnapshot): void {
    this.set(this.buildTitle(state));
  }

  set(title: string | undefined): void {
    this.#title.setTitle(title === undefined ? 'Daybook' : `${title} · Daybook`);
  }
}
