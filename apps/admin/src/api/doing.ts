import { signal } from '@angular/core';
import { type ApiError, toApiError } from './api-error';

/** Something a person does: once at a time, however often it is pressed, and what went wrong stays to be read. */
export class Doing<Given extends unknown[]> {
  readonly isBusy = signal(false);
  readonly failure = signal<ApiError | null>(null);

  constructor(private readonly deed: (...given: Given) => Promise<unknown>) {}

  /** Whether it was done; false also when it is already under way. */
  async now(...given: Given): Promise<boolean> {
    if (this.isBusy()) return false;
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await this.deed(...given);
      return true;
    } catch (failure) {
      this.failure.set(toApiError(failure));
      return false;
    } finally {
      this.isBusy.set(false);
    }
  }
}
