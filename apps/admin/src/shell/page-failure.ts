import { Location } from '@angular/common';
import { Component, inject, Injectable, signal } from '@angular/core';
import { NavigationEnd, type NavigationError, Router } from '@angular/router';

/** The address of the page whose code could not be loaded: the connection is lost, or Daybook was updated meanwhile. */
@Injectable({ providedIn: 'root' })
export class PageFailure {
  readonly url = signal<string | null>(null);

  constructor() {
    inject(Router).events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.url.set(null);
    });
  }

  report({ url, error }: NavigationError): void {
    console.error(error);
    this.url.set(url);
  }
}

@Component({
  selector: 'app-page-failure',
  template: `
    @if (failure.url(); as url) {
      <span>This page could not be loaded. Check your connection, then reload.</span>
      <a class="button" [href]="location.prepareExternalUrl(url)">Reload</a>
    }
  `,
  host: { role: 'alert', '[class.shown]': 'failure.url() !== null' },
  styles: `
    :host(.shown) {
      position: fixed;
      z-index: 30;
      inset: 12px 12px auto;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px 16px;
      max-width: 560px;
      margin-inline: auto;
      padding: 9px 9px 9px 16px;
      border: 1px solid color-mix(in srgb, var(--warning) 35%, transparent);
      border-radius: var(--radius);
      background: var(--warning-soft);
      box-shadow: 0 8px 28px var(--lift);
      color: var(--ink);
    }
  `,
})
export class PageFailureNotice {
  protected readonly failure = inject(PageFailure);
  protected readonly location = inject(Location);
}
