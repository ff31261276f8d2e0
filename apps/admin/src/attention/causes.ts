import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  Injector,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import type { SnoozedUntil } from '@daybook/contract';
import type { Query } from '../api/api-client';
import { Clock } from '../ui/clock';
import { recoverLostFocus } from '../ui/heading-focus';
import { ListBody } from '../ui/list-body';
import { NewItemsPill } from '../ui/new-items-pill';
import { RowShortcuts } from '../ui/row-shortcuts';
import { ShopFormatter } from '../ui/shop-formatter';
import { UrlFilters } from '../ui/url-filters';
import { CauseRow } from './cause-row';
import { snoozeText, tomorrowMorning } from './cause-text';
import { CausesStore } from './causes-store';
import { ProblemActions } from './problem-actions';
import { type MenuPart, ProblemMenu } from './problem-menu';
import { ProblemRow as ProblemRowView } from './problem-row';
import { problemKey, type ProblemRow, rowOf, RowSelection, targetOf } from './row-selection';
import { SelectionBar } from './selection-bar';

/** The open problems by cause, and what can be done about one, several or all of them. */
@Component({
  selector: 'app-causes',
  imports: [CauseRow, ListBody, NewItemsPill, ProblemMenu, ProblemRowView, RowShortcuts, SelectionBar],
  templateUrl: './causes.html',
  styleUrl: './causes.css',
  host: { '(focusin)': 'noteFocus(true)', '(focusout)': 'noteFocus(false)' },
})
export class Causes {
  readonly #injector = inject(Injector);
  readonly #router = inject(Router);
  readonly #clock = inject(Clock);
  readonly #shop = inject(ShopFormatter);
  protected readonly store = inject(CausesStore);
  protected readonly actions = inject(ProblemActions);
  private readonly menu = viewChild.required(ProblemMenu);
  private readonly pill = viewChild.required(NewItemsPill);
  private readonly card = viewChild.required<ElementRef<HTMLElement>>('card');

  protected readonly emptyText = 'Warnings and errors stay here until somebody resolves them, or a later success does.';
  protected readonly snoozedEmptyText = 'Snoozed problems appear here until they are due.';
  protected readonly rowOf = rowOf;
  protected readonly problemKey = problemKey;
  protected readonly list = this.store.list;
  protected readonly filters = new UrlFilters({ snoozed: ['yes'] });
  protected readonly isSnoozed = computed(() => this.filters.value().snoozed === 'yes');
  readonly #query = computed((): Query => (this.isSnoozed() ? { snoozed: 'true' } : {}));
  protected readonly selection = new RowSelection(this.store.rows);
  protected readonly total = computed(() =>
    this.list.items().reduce((sum, { item, isGone }) => sum + (isGone ? 0 : item.problems), 0),
  );
  protected readonly isAllSelected = computed(() => this.selection.count() === this.total());
  /** The row that the Tab key comes to. */
  protected readonly cursor = computed(() => {
    const rows = this.store.rows();
    return (rows.find(({ key }) => key === this.store.selected()) ?? rows[0])?.key ?? null;
  });
  #menuRows: readonly ProblemRow[] = [];
  #hadFocus = false;

  constructor() {
    effect(() => {
      const query = this.#query();
      untracked(() => {
        this.selection.clear();
        void this.store.open(query);
      });
    });
    const settle = (isPassedOn: boolean) => {
      if (isPassedOn && document.activeElement?.matches('[data-row]')) this.#focusRowInHand();
      if (this.#isLetGo()) this.store.tidy();
      if (this.#hadFocus) recoverLostFocus();
    };
    effect(() => {
      this.store.rows();
      this.selection.count();
      const isPassedOn = untracked(() => this.store.passOnSelected());
      const read = () => {
        settle(isPassedOn);
      };
      afterNextRender({ read }, { injector: this.#injector });
    });
    effect(() => {
      if (this.actions.undone() > 0) untracked(() => void this.store.reloadAndShow());
    });
    inject(DestroyRef).onDestroy(() => {
      this.store.close();
    });
  }

  protected isBusy({ cause, problem }: ProblemRow): boolean {
    return this.actions.busy().has(cause.cause) || (problem !== null && this.actions.busy().has(problem.id));
  }

  protected isRetrying(row: ProblemRow): boolean {
    return this.actions.isRetrying(row);
  }

  protected tick(row: ProblemRow, event: MouseEvent): void {
    this.selection.set(row, (event.target as HTMLInputElement).checked, event.shiftKey);
  }

  protected toggleAll(): void {
    if (this.isAllSelected()) this.selection.clear();
    else this.selection.selectAll();
  }

  protected clearSelection(): void {
    this.selection.clear();
  }

  protected retry(rows: readonly ProblemRow[]): void {
    const idle = rows.filter((row) => !this.isRetrying(row));
    if (idle.length === 0) return;
    const retryable = idle.filter(({ cause }) => cause.canRetry);
    void this.#act(idle, () => this.actions.retry(targetOf(retryable), this.#query()));
  }

  protected resolve(rows: readonly ProblemRow[]): void {
    void this.#act(rows, () => this.actions.resolve(targetOf(rows), this.#query()));
  }

  protected openMenu(opener: HTMLElement, rows: readonly ProblemRow[], parts: MenuPart[] = ['snooze', 'assign']): void {
    this.#menuRows = rows;
    this.menu().prepare(opener, parts);
  }

  protected snooze(until: SnoozedUntil | null): void {
    this.#snooze(this.#menuRows, until);
  }

  protected assign(to: string | null): void {
    const rows = this.#menuRows;
    void this.#act(rows, () => this.actions.assign(targetOf(rows), to, this.#query()));
  }

  protected runShortcut(key: string): void {
    const inHand = this.store.rows().find((row) => row.key === this.store.selected());
    const chosen = this.selection.count() > 0 ? this.selection.chosen() : inHand ? [inHand] : [];
    if (key === 'n') void this.pill().show();
    else if (key === 'x' && inHand) this.selection.set(inHand, !this.selection.isSelected(inHand));
    else if (key === 'Enter' && inHand) this.#enter(inHand);
    else if (chosen.length === 0 || chosen.some((row) => this.isBusy(row))) return;
    else if (key === 'e') this.resolve(chosen);
    else if (key === 'r') this.retry(chosen);
    else if (key === 's') this.#snooze(chosen, tomorrowMorning(this.#clock.now(), this.#shop.timeFormatter().timeZone));
  }

  /** The pill that had the focus is gone. */
  protected focusFirstRow(): void {
    this.store.selected.set(null);
    setTimeout(() => {
      this.#focusRowInHand();
    });
  }

  protected noteFocus(isWithin: boolean): void {
    this.#hadFocus = isWithin;
  }

  protected tidy(): void {
    if (this.#isLetGo()) this.store.tidy();
  }

  #snooze(rows: readonly ProblemRow[], until: SnoozedUntil | null): void {
    const target = targetOf(rows);
    const text = until === null ? '' : snoozeText(until, this.#shop.timeFormatter(), this.#clock.now());
    void this.#act(rows, () => this.actions.snooze(target, until, text, this.#query()));
  }

  async #act(rows: readonly ProblemRow[], action: () => Promise<ReadonlySet<string>>): Promise<void> {
    if (rows.some((row) => this.isBusy(row))) return;
    const done = await action();
    this.selection.untick(rows.filter(({ cause, problem }) => done.has(problem?.id ?? cause.cause)));
    await this.store.reload();
  }

  #enter({ cause, problem }: ProblemRow): void {
    const only = cause.problems === 1 ? cause.latestOrders[0] : undefined;
    const order = problem ? (problem.orderNumber ?? problem.orderId) : (only?.number ?? only?.id);
    const fragment = problem?.id ?? cause.latestId;
    if (order) void this.#router.navigate(['/orders', order], { fragment });
    else if (!problem) void this.store.toggleUnfolded(cause);
  }

  #focusRowInHand(): void {
    this.card().nativeElement.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** Nobody points at the list, with a pointer or with the keyboard. */
  #isLetGo(): boolean {
    const card = this.card().nativeElement;
    const focused = document.activeElement;
    return !card.matches(':hover') && !(card.contains(focused) && focused?.matches(':focus-visible'));
  }
}
