import { Component, computed, DestroyRef, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Attention } from '../api/attention';
import { Live } from '../api/live';
import { SessionStore } from '../api/session-store';
import { badgeLabel, badgeText } from '../ui/badge';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Snacks } from '../ui/snacks';
import { AccountMenu } from './account-menu';
import { HeadingFocus } from './heading-focus';
import { LiveLight } from './live-light';

@Component({
  selector: 'app-shell',
  imports: [AccountMenu, Icon, LiveLight, Notice, RouterLink, RouterLinkActive, RouterOutlet],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
  host: { '[class.stale]': 'isStale()' },
})
export class Shell {
  readonly #session = inject(SessionStore);
  readonly #live = inject(Live);
  readonly #attention = inject(Attention);

  protected readonly session = this.#session.session;
  protected readonly isReady = this.#live.isReady;
  protected readonly failure = this.#session.failure;
  protected readonly isStale = computed(() => this.#live.liveness() === 'reconnecting');
  protected readonly badge = computed(() => badgeText(this.#attention.count()));
  protected readonly badgeLabel = computed(() => badgeLabel(this.#attention.count()));

  constructor() {
    inject(HeadingFocus);
    const snacks = inject(Snacks);
    inject(DestroyRef).onDestroy(() => {
      snacks.clear();
    });
  }

  protected async tryAgain(): Promise<void> {
    await this.#session.ensure();
    if (this.session()) await this.#attention.ask();
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>('main')?.focus();
  }
}
