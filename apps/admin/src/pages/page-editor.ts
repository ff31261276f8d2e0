import { Component, computed, effect, ElementRef, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { ShopPage } from '@daybook/contract';
import { debounceTime } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Asked } from '../api/asked';
import { Doing } from '../api/doing';
import { PageTitles } from '../shell/page-titles';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { Snacks } from '../ui/snacks';
import { complaintsAbout, emptyPage, isSame, most, slugOf, type PageComplaints, type PageField } from './page-draft';
import type { HoldsText } from './unsaved-text.guard';

const restMs = 400;

/** Writes one page of the shop, and shows it as the shop will. */
@Component({
  selector: 'app-page-editor',
  imports: [Icon, Notice, RouterLink, Skeleton],
  templateUrl: './page-editor.html',
  styleUrl: './page-editor.css',
  host: { '(window:beforeunload)': 'askBeforeLeaving($event)' },
})
export class PageEditor implements HoldsText {
  readonly #api = inject(ApiClient);
  readonly #router = inject(Router);
  readonly #snacks = inject(Snacks);
  readonly #titles = inject(PageTitles);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #address = toSignal(inject(ActivatedRoute).paramMap, { requireSync: true });
  #isSlugOwn = false;

  protected readonly most = most;
  protected readonly id = computed(() => this.#address().get('id') ?? '');
  protected readonly isNew = computed(() => this.id() === 'new');
  protected readonly asked = new Asked((turn) => this.#api.send('GET /api/pages/:id', { id: this.id(), signal: turn }));
  /** As it is stored; null for a new one. */
  protected readonly stored = computed(() => (this.isNew() ? null : this.asked.value()));
  protected readonly draft = signal(emptyPage);
  protected readonly complaints = signal<PageComplaints>({});
  protected readonly preview = new Asked((turn) =>
    this.#api.send('POST /api/pages/preview', { body: { body: this.draft().body }, signal: turn }),
  );
  protected readonly saving = new Doing(() => this.#store());
  protected readonly deleting = new Doing((page: ShopPage) => this.#api.send('DELETE /api/pages/:id', { id: page.id }));
  protected readonly isReady = computed(() => this.isNew() || this.stored() !== null);
  protected readonly isChanged = computed(() => !isSame(this.draft(), this.stored() ?? emptyPage));
  /** Null where a field says it already. */
  protected readonly refusal = computed(() => {
    const why = this.saving.failure() ?? this.deleting.failure();
    return why === null || Object.keys(this.complaints()).length > 0 ? null : why.detail;
  });

  constructor() {
    effect(() => {
      this.id();
      untracked(() => void this.#open());
    });
    toObservable(computed(() => this.draft().body))
      .pipe(debounceTime(restMs), takeUntilDestroyed())
      .subscribe(() => void this.preview.again());
  }

  hasUnsavedText(): boolean {
    return this.isReady() && this.isChanged();
  }

  protected askBeforeLeaving(event: BeforeUnloadEvent): void {
    if (this.hasUnsavedText()) event.preventDefault();
  }

  protected write(field: PageField, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLTextAreaElement;
    this.complaints.update((all) => ({ ...all, [field]: undefined }));
    this.draft.update((draft) => ({ ...draft, [field]: value }));
    if (field === 'slug') this.#isSlugOwn = true;
    // An address that people may have kept does not follow its title.
    if (field === 'title' && this.isNew() && !this.#isSlugOwn)
      this.draft.update((draft) => ({ ...draft, slug: slugOf(value) }));
  }

  protected async save(): Promise<void> {
    if (this.saving.isBusy() || this.#complain(complaintsAbout(this.draft()))) return;
    if (await this.saving.now()) return;
    const errors = this.saving.failure()?.errors ?? [];
    this.#complain(Object.fromEntries(errors.map(({ field, message }) => [field, `${message}.`])));
  }

  protected async delete(page: ShopPage): Promise<void> {
    if (!(await this.deleting.now(page))) return;
    this.draft.set(this.stored() ?? emptyPage);
    await this.#router.navigateByUrl('/pages');
    this.#snacks.offer(`“${page.title}” is deleted`, 'Undo', () => void this.#putBack(page));
  }

  async #open(): Promise<void> {
    this.asked.forget();
    this.complaints.set({});
    this.draft.set(emptyPage);
    this.#isSlugOwn = false;
    if (this.isNew()) {
      this.#titles.set('New shop page');
      return;
    }
    await this.reload();
  }

  protected async reload(): Promise<void> {
    await this.asked.again();
    const page = this.asked.value();
    if (page) this.#show(page);
  }

  #show(page: ShopPage): void {
    const { slug, title, body } = page;
    this.asked.value.set(page);
    this.draft.set({ slug, title, body });
    this.#titles.set(title);
  }

  async #store(): Promise<void> {
    const [stored, draft] = [this.stored(), this.draft()];
    if (stored) {
      const body = { ...draft, changedAt: stored.changedAt };
      this.#show(await this.#api.send('PUT /api/pages/:id', { id: stored.id, body }));
    } else {
      const page = await this.#api.send('POST /api/pages', { body: draft });
      this.draft.set(emptyPage);
      await this.#router.navigate(['/pages', page.id], { replaceUrl: true });
    }
    this.#snacks.say('Saved: the shop shows it now, within a minute where it was read before');
  }

  async #putBack({ slug, title, body }: ShopPage): Promise<void> {
    try {
      const page = await this.#api.send('POST /api/pages', { body: { slug, title, body } });
      await this.#router.navigate(['/pages', page.id]);
    } catch (failure) {
      this.#snacks.say(`“${title}” could not be put back. ${toApiError(failure).detail}`);
    }
  }

  /** Whether there was anything to complain about; the first such field gets the focus. */
  #complain(complaints: PageComplaints): boolean {
    this.complaints.set(complaints);
    const [first] = (['title', 'slug', 'body'] as const).filter((field) => complaints[field] !== undefined);
    if (first === undefined) return false;
    this.#host.nativeElement.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    return true;
  }
}
