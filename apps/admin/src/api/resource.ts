import { computed, signal } from '@angular/core';
import { type ApiError, toApiError } from './api-error';

/**
 * A value loaded from the api. Reloading aborts the load before it, and keeps the old value on screen while it runs and when
 * it fails.
 */
export class Resource<T> {
  readonly value = signal<T | null>(null);
  readonly isLoaded = computed(() => this.value() !== null);
  readonly error = signal<ApiError | null>(null);
  readonly isLoading = signal(false);
  #abort = new AbortController();

  constructor(private readonly load: (signal: AbortSignal) => Promise<T>) {}

  async reload(): Promise<void> {
    const controller = this.#abortPrevious();
    this.isLoading.set(true);
    try {
      const value = await this.load(controller.signal);
      if (controller.signal.aborted) return;
      this.value.set(value);
      this.error.set(null);
    } catch (failure) {
      if (controller.signal.aborted) return;
      this.error.set(toApiError(failure));
    }
    this.isLoading.set(false);
  }

  /** After a change made here: a load that began before it may return the old state. */
  async reloadIfLoading(): Promise<void> {
    if (this.isLoading()) await this.reload();
  }

  reset(): void {
    this.#abortPrevious();
    this.value.set(null);
    this.error.set(null);
    this.isLoading.set(false);
  }

  #abortPrevious(): AbortController {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#abort;
  }
}
