import { Component, computed, DestroyRef, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Attention } from '../api/attention';
import { LiveConnection } from '../api/live-connection';
import { SessionStore } from '../api/session-store';
import { attentionLabel, badgeText } from '../ui/badge';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Snackbar } from '../ui/snackbar';
import { AccountMenu } from './account-menu';
import { HeadingFocus } from '../ui/heading-focus';
import { ConnectionIndicator } from './connection-indicator';
import { PageKeys } from './page-keys';

@Component({
  selector: 'app-shell',
  imports: [AccountMenu, Icon, ConnectionIndicator, Notice, PageKeys, RouterLink, RouterLinkActive, RouterOutlet],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
  host: { '[class.stale]': 'isStale()' },
})
export class Shell {
  readonly #session = inject(SessionStore);
  readonly #live = inject(LiveConnection);
  readonly #attention = inject(Attention);

  protected readonly session = this.#session.session;
  protected readonly isReady = this.#live.isReady;
  protected readonly error = this.#session.error;
  protected readonly isStale = computed(() => this.#live.state() === 'reconnecting');
  protected readonly badge = computed(() => badgeText(this.#attention.count()));
  protected readonly attentionLabel = computed(() => attentionLabel(this.#attention.count()));

  constructor() {
    inject(HeadingFocus);
    const snackbar = inject(Snackbar);
    inject(DestroyRef).onDestroy(() => {
      snackbar.clear();
    });
  }

  protected async retry(): Promise<void> {
    await this.#session.ensureLoaded();
    if (this.session()) await this.#attention.refresh();
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>('main')?.focus();
  }
}
