import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { aConsole } from '../../test/a-console';
import { until } from '../../test/until';
import { SessionStore } from '../api/session-store';
import { Snackbar } from './snackbar';

const shown = () => document.querySelector('mat-snack-bar-container');
const says = (text: string) => until(() => shown()?.textContent.includes(text) === true, text);
const action = () => shown()?.querySelector('button');

describe('messages', () => {
  it('wait for each other, and each keeps its own action', async () => {
    await aConsole();
    const snackbar = TestBed.inject(Snackbar);
    const undone: string[] = [];
    for (const name of ['first', 'second']) snackbar.showWithAction(name, 'Undo', () => undone.push(name));
    await says('first');
    action()?.click();
    await says('second');
    action()?.click();
    await until(() => shown() === null);
    expect(undone).toEqual(['first', 'second']);
  });

  it('offer an action no longer than it can be taken, however long they waited', async () => {
    await aConsole();
    const snackbar = TestBed.inject(Snackbar);
    snackbar.showWithAction('before', 'Undo', () => undefined);
    snackbar.showWithAction('too late', 'Undo', () => undefined, 0);
    await says('before');
    action()?.click();
    await says('too late');
    expect(action()?.textContent.trim()).toBe('Dismiss');
    snackbar.clear();
    await until(() => shown() === null);
  });

  it('are not shown once nobody is signed in', async () => {
    const { api, socket } = await aConsole(provideRouter([{ path: '**', children: [] }]));
    const snackbar = TestBed.inject(Snackbar);
    snackbar.show('before');
    snackbar.show('waits');
    await says('before');
    api.refuse('GET /api/session', 401, '');
    TestBed.inject(SessionStore).expire();
    snackbar.clear();
    snackbar.show('after');
    await until(() => shown() === null);
    expect([socket.isClosed, shown()]).toEqual([true, null]);
  });

  it('give the focus to the row in hand when their button was pressed', async () => {
    await aConsole();
    const main = document.createElement('main');
    main.innerHTML =
      '<h1 tabindex="-1"></h1><div data-row="a" tabindex="-1"></div><div data-row="b" tabindex="0"></div>';
    document.body.append(main);
    TestBed.inject(Snackbar).showWithAction('done', 'Undo', () => undefined);
    await says('done');
    action()?.focus();
    action()?.click();
    await until(() => (document.activeElement as HTMLElement).dataset['row'] === 'b');
    main.remove();
  });
});
