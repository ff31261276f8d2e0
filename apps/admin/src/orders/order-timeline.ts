import {
  afterNextRender,
  Component,
  computed,
  effect,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import type { Order } from '@daybook/contract';
import { Action } from '../api/action';
import { EntryResolver } from '../activity/entry-resolver';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { ShopFormatter } from '../ui/shop-formatter';
import { Skeleton } from '../ui/skeleton';
import { NoteComposer } from './note-composer';
import { OrderStore } from './order-store';
import { latestFailedSubmission, type TimelineRow, timelineRows } from './timeline';
import { TimelineEntry } from './timeline-entry';
import { foldRuns, gap, type ShownItem, standingIds, type TimelineItem } from './timeline-folds';

/** More rows than a screen holds. */
const longFrom = 50;

@Component({
  selector: 'app-order-timeline',
  imports: [Icon, NoteComposer, Notice, Skeleton, TimelineEntry],
  templateUrl: './order-timeline.html',
  styleUrl: './order-timeline.css',
})
export class OrderTimeline {
  readonly #injector = inject(Injector);
  readonly #shop = inject(ShopFormatter);
  readonly #resolver = inject(EntryResolver);
  readonly #fragment = toSignal(inject(ActivatedRoute).fragment);
  readonly #unfolded = signal<ReadonlySet<string>>(new Set());
  protected readonly store = inject(OrderStore);
  private readonly composer = viewChild(NoteComposer);

  readonly order = input.required<Order>();

  protected readonly busyIds = this.#resolver.busyIds;
  protected readonly rows = computed(() => timelineRows(this.store.entries(), this.#shop.timeFormatter()));
  protected readonly items = linkedSignal({
    source: () => ({ rows: this.rows(), page: this.store.activity.value(), unfolded: this.#unfolded() }),
    computation: ({ rows, page, unfolded }, previous?: { value: readonly ShownItem[] }): readonly ShownItem[] => {
      const shown = standingIds(previous?.value ?? []);
      const fold = (some: readonly TimelineRow[]) => foldRuns(some, unfolded, shown);
      const from = page?.standing.length ?? 0;
      const isWhole = (page?.next ?? null) === null;
      return isWhole ? fold(rows.slice(from)) : [...fold(rows.slice(0, from)), gap, ...fold(rows.slice(from))];
    },
  });
  protected readonly isLong = computed(() => this.items().length > longFrom);
  protected readonly openRows = computed(() => this.rows().filter(({ isOpen }) => isOpen));
  protected readonly retryableId = computed(() =>
    this.order().actions.includes('retry') ? latestFailedSubmission(this.rows()) : null,
  );
  protected readonly canResend = computed(() => this.order().actions.includes('resend'));
  protected readonly isInProgress = computed(() => !['delivered', 'cancelled'].includes(this.order().status));
  protected readonly isLoading = computed(() => this.store.order.isLoading() || this.store.activity.isLoading());
  protected readonly loadingEarlier = new Action(() => this.store.loadEarlier());
  /** The entry that a link led to. */
  protected readonly foundId = signal<string | null>(null);

  constructor() {
    effect(() => {
      const id = this.#fragment();
      if (id && this.store.activity.isLoaded()) untracked(() => void this.show(id));
    });
  }

  /** Scrolls the note field into view and focuses it. */
  startNote(): void {
    this.composer()?.focus();
  }

  protected count(entries: number): string {
    return entries.toLocaleString(this.#shop.locale());
  }

  protected toggle({ ids, isOpen }: Extract<TimelineItem, { kind: 'fold' }>): void {
    const folded = new Set(ids);
    this.#unfolded.update((unfolded) =>
      isOpen ? new Set([...unfolded].filter((id) => !folded.has(id))) : new Set([...unfolded, ...ids]),
    );
  }

  /** The focus of the button goes to `heading` when nothing is left to load. */
  protected async loadEarlier(heading: HTMLElement): Promise<void> {
    await this.loadingEarlier.run();
    if (this.store.activity.value()?.next === null) heading.focus({ preventScroll: true });
  }

  /** Loads the entry if need be, unfolds the run that it is in, and goes to it. */
  protected async show(id: string): Promise<void> {
    const isListed = () => this.store.entries().some((entry) => entry.id === id);
    while (!isListed() && typeof this.store.activity.value()?.next === 'string')
      if (!(await this.loadingEarlier.run())) return;
    if (!isListed()) return;
    this.#unfolded.update((unfolded) => new Set([...unfolded, id]));
    this.foundId.set(id);
    const goTo = () => {
      const row = document.getElementById(id);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'center' });
    };
    afterNextRender({ read: goTo }, { injector: this.#injector });
  }

  protected resolveAll(): void {
    const open = this.openRows().map(({ entry }) => entry);
    void this.#resolver.resolveAll(this.order().id, open, () => this.store.reload());
  }
}
