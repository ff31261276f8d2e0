import { Component, computed, effect, ElementRef, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { ShopPage } from '@daybook/contract';
import { debounceTime } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Resource } from '../api/resource';
import { Action } from '../api/action';
import { PageTitles } from '../shell/page-titles';
import { type Loadable, LoadState } from '../ui/load-state';
import { Icon } from '../ui/icon';
import { Snackbar } from '../ui/snackbar';
import {
  validatePage,
  emptyPage,
  isSameDraft,
  maxLengths,
  slugify,
  type PageErrors,
  type PageField,
} from './page-draft';
import type { HasUnsavedChanges } from './unsaved-changes.guard';

const debounceMs = 400;

@Component({
  selector: 'app-page-editor',
  imports: [LoadState, Icon, RouterLink],
  templateUrl: './page-editor.html',
  styleUrl: './page-editor.css',
  host: { '(window:beforeunload)': 'confirmLeaving($event)' },
})
export class PageEditor implements HasUnsavedChanges {
  readonly #api = inject(ApiClient);
  readonly #router = inject(Router);
  readonly #snackbar = inject(Snackbar);
  readonly #titles = inject(PageTitles);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #params = toSignal(inject(ActivatedRoute).paramMap, { requireSync: true });
  #isSlugEdited = false;

  protected readonly maxLengths = maxLengths;
  protected readonly id = computed(() => this.#params().get('id') ?? '');
  protected readonly isNew = computed(() => this.id() === 'new');
  protected readonly resource = new Resource((signal) =>
    this.#api.send('GET /api/pages/:id', { id: this.id(), signal }),
  );
  protected readonly loadable: Loadable = {
    isLoaded: this.resource.isLoaded,
    error: this.resource.error,
    reload: () => this.#load(),
  };
  /** As it is stored; null for a new one. */
  protected readonly stored = computed(() => (this.isNew() ? null : this.resource.value()));
  protected readonly draft = signal(emptyPage);
  protected readonly errors = signal<PageErrors>({});
  protected readonly preview = new Resource((signal) =>
    this.#api.send('POST /api/pages/preview', { body: { body: this.draft().body }, signal }),
  );
  protected readonly saving = new Action(() => this.#saveDraft());
  protected readonly deleting = new Action((page: ShopPage) =>
    this.#api.send('DELETE /api/pages/:id', { id: page.id }),
  );
  protected readonly isReady = computed(() => this.isNew() || this.stored() !== null);
  protected readonly isChanged = computed(() => !isSameDraft(this.draft(), this.stored() ?? emptyPage));
  /** Null when a field already shows the error. */
  protected readonly formError = computed(() => {
    const why = this.saving.error() ?? this.deleting.error();
    return why === null || Object.keys(this.errors()).length > 0 ? null : why.detail;
  });

  constructor() {
    effect(() => {
      this.id();
      untracked(() => void this.#open());
    });
    toObservable(computed(() => this.draft().body))
      .pipe(debounceTime(debounceMs), takeUntilDestroyed())
      .subscribe(() => void this.preview.reload());
  }

  hasUnsavedChanges(): boolean {
    return this.isReady() && this.isChanged();
  }

  protected confirmLeaving(event: BeforeUnloadEvent): void {
    if (this.hasUnsavedChanges()) event.preventDefault();
  }

  protected updateField(field: PageField, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLTextAreaElement;
    this.errors.update((all) => ({ ...all, [field]: undefined }));
    this.draft.update((draft) => ({ ...draft, [field]: value }));
    if (field === 'slug') this.#isSlugEdited = true;
    // The slug of a published page stays when its title changes, so that links keep working.
    if (field === 'title' && this.isNew() && !this.#isSlugEdited)
      this.draft.update((draft) => ({ ...draft, slug: slugify(value) }));
  }

  protected async save(): Promise<void> {
    if (this.saving.isBusy() || this.#showErrors(validatePage(this.draft()))) return;
    if (await this.saving.run()) return;
    const errors = this.saving.error()?.errors ?? [];
    this.#showErrors(Object.fromEntries(errors.map(({ field, message }) => [field, `${message}.`])));
  }

  protected async delete(page: ShopPage): Promise<void> {
    if (!(await this.deleting.run(page))) return;
    this.draft.set(this.stored() ?? emptyPage);
    await this.#router.navigateByUrl('/pages');
    this.#snackbar.showWithAction(`“${page.title}” has been deleted`, 'Undo', () => void this.#undoDelete(page));
  }

  async #open(): Promise<void> {
    this.resource.reset();
    this.errors.set({});
    this.draft.set(emptyPage);
    this.#isSlugEdited = false;
    if (this.isNew()) {
      this.#titles.set('New shop page');
      return;
    }
    await this.#load();
  }

  async #load(): Promise<void> {
    await this.resource.reload();
    const page = this.resource.value();
    if (page) this.#setStored(page);
  }

  #setStored(page: ShopPage): void {
    const { slug, title, body } = page;
    this.resource.value.set(page);
    this.draft.set({ slug, title, body });
    this.#titles.set(title);
  }

  async #saveDraft(): Promise<void> {
    const [stored, draft] = [this.stored(), this.draft()];
    if (stored) {
      const body = { ...draft, changedAt: stored.changedAt };
      this.#setStored(await this.#api.send('PUT /api/pages/:id', { id: stored.id, body }));
    } else {
      const page = await this.#api.send('POST /api/pages', { body: draft });
      this.draft.set(emptyPage);
      await this.#router.navigate(['/pages', page.id], { replaceUrl: true });
    }
    this.#snackbar.show('Saved. The shop shows it within a minute.');
  }

  async #undoDelete({ slug, title, body }: ShopPage): Promise<void> {
    try {
      const page = await this.#api.send('POST /api/pages', { body: { slug, title, body } });
      await this.#router.navigate(['/pages', page.id]);
    } catch (failure) {
      this.#snackbar.show(`“${title}” could not be restored. ${toApiError(failure).detail}`);
    }
  }

  /** Returns whether a field is invalid, and focuses the first one. */
  #showErrors(errors: PageErrors): boolean {
    this.errors.set(errors);
    const [first] = (['title', 'slug', 'body'] as const).filter((field) => errors[field] !== undefined);
    if (first === undefined) return false;
    this.#host.nativeElement.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    return true;
  }
}
