import { anEntry } from '../../test/an-entry';
import { orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { aSession } from '../../test/fake-api';
import { until } from '../../test/until';

async function aPageWithNote(authorId: string = aSession.user.id, payload: Record<string, unknown> = {}) {
  const note = anEntry({
    ...{ orderId, eventType: 'order.note', actor: 'Ada', message: 'Rang Ben' },
    payload: { text: 'Rang Ben', authorId, ...payload },
  });
  const page = await anOrderPage({ actions: ['note'] }, [anEntry({ orderId }), note]);
  const bubble = () => page.element.querySelector('app-order-note');
  return { ...page, note, bubble, route: `/api/orders/${orderId}/notes/${note.id}` };
}

describe('a note on the timeline', () => {
  it('says who wrote it, and whether it was edited', async () => {
    const { words, bubble } = await aPageWithNote('other', { editedAt: '2026-02-14T15:00:00.000Z' });
    expect(words(bubble())).toMatch(/^Note by Ada ?edited ?Rang Ben$/);
  });

  it('can be edited and deleted by its author only, even where another has the same name', async () => {
    const own = await aPageWithNote();
    expect(own.names(own.bubble() ?? document)).toEqual(['Edit the note', 'Delete the note']);
  });

  it('of a colleague offers nothing', async () => {
    const { names, bubble } = await aPageWithNote('00000000-0000-4000-8000-000000000002');
    expect(names(bubble() ?? document)).toEqual([]);
  });

  it('is edited in place, and the focus returns to where it began', async () => {
    const page = await aPageWithNote();
    page.api.answerBy(`PUT ${page.route}`, () => {
      const changed = { ...page.note, message: 'Rang Ben twice' };
      page.respondWith(page.order, [changed]);
      return { status: 204, body: undefined };
    });
    await page.press('Edit the note');
    await until(() => document.activeElement?.ariaLabel === 'The note', 'the field has the focus');
    await page.fill('textarea[aria-label="The note"]', ' Rang Ben twice ');
    await page.press('Save');
    await until(() => page.words(page.bubble()).includes('Rang Ben twice'), 'the note is changed');
    expect(page.mutations()).toMatchObject([{ route: `PUT ${page.route}`, body: { text: 'Rang Ben twice' } }]);
    await until(() => document.activeElement?.ariaLabel === 'Edit the note', 'the button has the focus');
  });

  it('keeps what was typed when it is refused, and says why', async () => {
    const page = await aPageWithNote();
    page.api.refuse(`PUT ${page.route}`, 404, 'This note no longer exists.');
    await page.press('Edit the note');
    await page.fill('textarea[aria-label="The note"]', 'Rang Ben twice');
    await page.press('Save');
    await until(() => page.alert() !== '', 'the refusal');
    expect(page.alert()).toBe('The note was not changed. This note no longer exists.');
    expect(page.element.querySelector<HTMLTextAreaElement>('app-order-note textarea')?.value).toBe('Rang Ben twice');
  });

  it('is still being edited when one returns to its order, until it is stored or left', async () => {
    const page = await aPageWithNote();
    await page.press('Edit the note');
    await page.fill('textarea[aria-label="The note"]', 'Rang Ben twice');
    const field = () => page.element.querySelector<HTMLTextAreaElement>('app-order-note textarea');
    const returnTo = async () => {
      page.fixture.componentRef.setInput('id', orderId);
      await page.fixture.whenStable();
      page.fixture.componentRef.setInput('id', page.order.number);
      await until(() => page.bubble() !== null);
      await page.fixture.whenStable();
    };
    await returnTo();
    expect(field()?.value).toBe('Rang Ben twice');
    await page.press('Cancel');
    await returnTo();
    expect(field()).toBeNull();
  });

  it('is deleted after a question, and the focus stays on the card', async () => {
    const page = await aPageWithNote();
    page.api.answerBy(`DELETE ${page.route}`, () => {
      page.respondWith(page.order, []);
      return { status: 204, body: undefined };
    });
    await page.press('Delete the note');
    await until(() => document.activeElement?.textContent.trim() === 'Keep it', 'the question has the focus');
    await page.press('Delete');
    await page.snackSays('Note deleted');
    expect(page.bubble()).toBeNull();
    expect(document.activeElement?.textContent).toBe('Activity');
  });

  it('gives the focus to the card before the timeline is loaded again', async () => {
    const page = await aPageWithNote();
    page.api.answer(`DELETE ${page.route}`, undefined, 204);
    const held = page.api.hold(`GET /api/orders/${page.order.number}/activity`, () => ({
      ...{ items: [], standing: [], next: null },
    }));
    await page.press('Delete the note');
    await until(() => document.activeElement?.textContent.trim() === 'Keep it', 'the question has the focus');
    page.named('Delete')?.click();
    await page.snackSays('Note deleted');
    expect(document.activeElement?.textContent).toBe('Activity');
    held.letGo();
    await until(() => page.bubble() === null, 'the note is gone');
  });

  it('stays when the question is answered with Keep it', async () => {
    const page = await aPageWithNote();
    await page.press('Delete the note');
    await page.press('Keep it');
    expect(page.mutations()).toEqual([]);
    expect(page.words(page.bubble())).toContain('Rang Ben');
  });

  it('that a colleague deletes disappears by push', async () => {
    const page = await aPageWithNote();
    page.respondWith(page.order, []);
    page.socket.push('activity:resolved', { ids: [page.note.id] });
    await until(() => page.bubble() === null, 'the note is gone');
  });
});
