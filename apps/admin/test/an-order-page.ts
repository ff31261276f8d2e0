import { TestBed } from '@angular/core/testing';
import type { ActivityEntry, Order, OrderSurroundings } from '@daybook/contract';
import { OrderPage } from '../src/orders/order-page';
import { aConsole } from './a-console';
import { anOrder } from './an-order';
import { until } from './until';

/** The page of an order, drawn, with what it asks answered by a made-up api. */
export async function anOrderPage(
  some: Partial<Order> = {},
  entries: readonly ActivityEntry[] = [],
  around: Partial<OrderSurroundings> = {},
) {
  Element.prototype.scrollIntoView = () => undefined;
  const { api, socket } = await aConsole();
  const order = anOrder(some);
  const surroundings: OrderSurroundings = { newer: null, older: null, otherOrders: 0, pictures: [], ...around };
  const respondWith = (now: Order, story: readonly ActivityEntry[] = entries) => {
    for (const id of [order.id, order.number]) {
      api.answer(`GET /api/orders/${id}`, now);
      api.answer(`GET /api/orders/${id}/activity`, { items: story, standing: [], next: null });
      api.answer(`GET /api/orders/${id}/surroundings`, surroundings);
    }
  };
  respondWith(order);
  const fixture = TestBed.createComponent(OrderPage);
  const element = fixture.nativeElement as HTMLElement;
  const main = document.createElement('main');
  element.replaceWith(main);
  main.append(element);
  fixture.componentRef.setInput('id', order.number);
  await until(() => element.textContent.includes('Activity'), 'the order is on screen');
  await fixture.whenStable();
  const dialog = () => document.querySelector<HTMLElement>('mat-dialog-container');
  const buttons = (within: ParentNode) => [...within.querySelectorAll<HTMLButtonElement>('button')];
  const named = (name: string, within: ParentNode = dialog() ?? document) =>
    buttons(within).find((button) => (button.ariaLabel ?? button.textContent.trim()) === name);

  return {
    api,
    socket,
    fixture,
    order,
    /** Sets what the api answers for the order from now on. */
    respondWith,
    element,
    /** The requests that change something. */
    mutations: () => api.requests.filter(({ route }) => !route.startsWith('GET')),
    dialog,
    words: (within: Element | null = dialog()) => within?.textContent.replace(/\s+/g, ' ').trim() ?? '',
    /** What is said of something that went wrong. */
    alert: () => document.querySelector('[role=alert]')?.textContent.replace(/\s+/g, ' ').trim() ?? '',
    named,
    names: (within: ParentNode = document) =>
      buttons(within).map((button) => button.ariaLabel ?? button.textContent.trim()),
    async press(name: string): Promise<void> {
      const button = named(name);
      if (!button) throw new Error(`There is no button “${name}”`);
      button.focus();
      button.click();
      await fixture.whenStable();
    },
    /** Presses a button that opens a dialog, and waits for it. */
    async opens(name: string): Promise<HTMLElement> {
      await this.press(name);
      await until(() => Boolean(dialog()?.querySelector('form')), 'the dialog is open');
      // when its opening animation ends, it takes the focus, wherever that is by then
      await until(() => dialog()?.contains(document.activeElement) === true, 'the dialog has the focus');
      await fixture.whenStable();
      return dialog() ?? document.body;
    },
    async closed(): Promise<void> {
      await until(() => dialog() === null, 'the dialog is closed');
    },
    async fill(selector: string, value: string): Promise<void> {
      const field = document.querySelector<HTMLInputElement>(selector);
      if (!field) throw new Error(`There is no ${selector}`);
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await fixture.whenStable();
    },
    async snackSays(words: string): Promise<void> {
      await until(() => document.querySelector('mat-snack-bar-container')?.textContent.includes(words) === true, words);
    },
  };
}
