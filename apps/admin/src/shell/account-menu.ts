import { CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import type { ConnectedPosition } from '@angular/cdk/overlay';
import { Component, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { toApiError } from '../api/api-error';
import { SessionStore } from '../api/session-store';
import { Icon } from '../ui/icon';
import { type Theme, ThemeChoice, themes } from '../ui/theme';

const themeNames: Record<Theme, string> = { auto: 'As the system', light: 'Light', dark: 'Dark' };

/** Who is signed in, the theme, and the way out. */
@Component({
  selector: 'app-account-menu',
  imports: [CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger, Icon],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.css',
})
export class AccountMenu {
  readonly #session = inject(SessionStore);
  readonly #theme = inject(ThemeChoice);
  readonly #snackBar = inject(MatSnackBar);

  protected readonly user = this.#session.user;
  protected readonly theme = this.#theme.chosen;
  protected readonly themes = themes.map((theme) => ({ theme, name: themeNames[theme] }));
  protected readonly above: ConnectedPosition[] = [
    { originX: 'start', originY: 'top', overlayX: 'start', overlayY: 'bottom', offsetY: -6 },
    { originX: 'end', originY: 'top', overlayX: 'end', overlayY: 'bottom', offsetY: -6 },
  ];

  protected chooseTheme(theme: Theme): void {
    this.#theme.choose(theme);
  }

  protected async signOut(): Promise<void> {
    try {
      await this.#session.signOut();
    } catch (failure) {
      this.#snackBar.open(`You are still signed in. ${toApiError(failure).detail}`, 'Dismiss', { duration: 10_000 });
    }
  }
}
