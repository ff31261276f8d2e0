import { Component, inject, viewChild } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { toApiError } from '../api/api-error';
import { SessionStore } from '../api/session-store';
import { PopoverPanel } from '../ui/popover-panel';
import { Icon, type IconName } from '../ui/icon';
import { Snackbar } from '../ui/snackbar';
import { type Theme, ThemeChoice, themes } from '../ui/theme';

const themeNames: Record<Theme, string> = { auto: 'Match the system', light: 'Light', dark: 'Dark' };

/** Those that the bar of a phone has no room for. */
const morePages: { path: string; name: string; icon: IconName }[] = [
  { path: '/jobs', name: 'Jobs', icon: 'jobs' },
  { path: '/pages', name: 'Shop pages', icon: 'pages' },
  { path: '/webhooks', name: 'Webhooks', icon: 'webhooks' },
  { path: '/settings', name: 'Settings', icon: 'settings' },
];

@Component({
  selector: 'app-account-menu',
  imports: [PopoverPanel, Icon, RouterLink, RouterLinkActive],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.css',
})
export class AccountMenu {
  readonly #session = inject(SessionStore);
  readonly #theme = inject(ThemeChoice);
  readonly #snackbar = inject(Snackbar);
  private readonly panel = viewChild.required(PopoverPanel);

  protected readonly morePages = morePages;
  protected readonly user = this.#session.user;
  protected readonly theme = this.#theme.chosen;
  protected readonly themes = themes.map((theme) => ({ theme, name: themeNames[theme] }));

  protected chooseTheme(theme: Theme): void {
    this.#theme.choose(theme);
  }

  protected closePanel(): void {
    this.panel().close();
  }

  protected async signOut(): Promise<void> {
    this.panel().close();
    try {
      await this.#session.signOut();
    } catch (failure) {
      this.#snackbar.show(`You are still signed in. ${toApiError(failure).detail}`);
    }
  }
}
