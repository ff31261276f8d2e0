import { signal } from '@angular/core';
import { type ApiError, toApiError } from './api-error';

/** A user's action that never runs twice at once. Its last error stays readable. */
export class Action<Args extends unknown[]> {
  readonly isBusy = signal(false);
  readonly error = signal<ApiError | null>(null);

  constructor(private readonly perform: (...args: Args) => Promise<unknown>) {}

  /** Returns whether it succeeded; false also while it is already running. */
  async run(...args: Args): Promise<boolean> {
    if (this.isBusy()) return false;
    this.isBusy.set(true);
    this.error.set(null);
    try {
      await this.perform(...args);
      return true;
    } catch (failure) {
      this.error.set(toApiError(failure));
      return false;
    } finally {
      this.isBusy.set(false);
    }
  }
}
