import { afterNextRender, Component, type ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { toApiError } from '../api/api-error';
import { SessionStore } from '../api/session-store';
import { safeReturnUrl } from '../api/session.guard';
import { Icon } from '../ui/icon';

@Component({
  selector: 'app-sign-in',
  imports: [Icon],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.css',
})
export class SignIn {
  readonly #session = inject(SessionStore);
  readonly #router = inject(Router);

  /** The page to open after signing in. */
  readonly to = input<string>();
  /** Set when the session ended while the console was in use. */
  readonly ended = input<string>();

  protected readonly email = viewChild.required<ElementRef<HTMLInputElement>>('email');
  protected readonly password = viewChild.required<ElementRef<HTMLInputElement>>('password');
  protected readonly error = signal<string | null>(null);
  protected readonly isSubmitting = signal(false);

  constructor() {
    afterNextRender(() => {
      this.email().nativeElement.focus();
    });
  }

  protected async signIn(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isSubmitting()) return;
    const email = this.email().nativeElement.value.trim();
    const password = this.password().nativeElement.value;
    if (email === '' || password === '') {
      this.#showError('Enter your e-mail address and your password.', email === '' ? this.email() : this.password());
      return;
    }
    this.isSubmitting.set(true);
    this.error.set(null);
    try {
      await this.#session.signIn(email, password);
      await this.#router.navigateByUrl(safeReturnUrl(this.to() ?? null));
    } catch (failure) {
      this.#showError(toApiError(failure).detail, this.password());
    } finally {
      this.isSubmitting.set(false);
    }
  }

  #showError(why: string, field: ElementRef<HTMLInputElement>): void {
    this.error.set(why);
    field.nativeElement.focus();
    field.nativeElement.select();
  }
}
