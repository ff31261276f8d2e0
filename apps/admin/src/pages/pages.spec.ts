import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { ShopPage } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { aSnackbar } from '../../test/a-snackbar';
import type { FakeApi } from '../../test/fake-api';
import { until } from '../../test/until';
import { adminRoutes } from '../admin.routes';

const id = '019ab000-0000-7000-8000-000000000001';
const about: ShopPage = {
  id,
  slug: 'about',
  title: 'About',
  body: 'We *make* things.',
  changedAt: '2026-11-23T10:00:00.000Z',
};

const { said, undo, provider: snackbar } = aSnackbar();

async function aPageAt(address: string, before: (api: FakeApi) => void = () => undefined) {
  said.length = 0;
  const { api } = await aConsole(snackbar, provideRouter(adminRoutes));
  api.answer('GET /api/pages', { items: [{ id, slug: 'about', title: 'About', changedAt: about.changedAt }] });
  api.answer(`GET /api/pages/${id}`, about);
  api.answerBy('POST /api/pages/preview', ({ body }) => ({
    body: { html: `<p>${(body as { body: string }).body}</p><img src="x" onerror="alert(1)">` },
  }));
  before(api);
  const harness = await RouterTestingHarness.create(address);
  harness.fixture.autoDetectChanges();
  const element = harness.fixture.nativeElement as HTMLElement;
  const field = (name: string) => {
    const found = element.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (!found) throw new Error(`There is no field ${name}.`);
    return found;
  };
  return {
    api,
    element,
    field,
    text: () => element.textContent.replaceAll(/\s+/g, ' '),
    type(name: string, words: string) {
      field(name).value = words;
      field(name).dispatchEvent(new Event('input', { bubbles: true }));
    },
    button: (name: string) => {
      const found = [...element.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name);
      if (!found) throw new Error(`There is no button ${name}.`);
      return found;
    },
    save: () => element.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
    sent: (route: string) => api.requests.filter((request) => request.route === route).map(({ body }) => body),
  };
}

describe('the list of shop pages', () => {
  it('names each with its address, and leads to it', async () => {
    const { element, text } = await aPageAt('/pages');
    await until(() => text().includes('About'));
    const links = [...element.querySelectorAll('li a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual([`/pages/${id}`, '/pages/about']);
  });

  it('says why it could not be loaded, and tries again', async () => {
    const page = await aPageAt('/pages', (api) => {
      api.refuse('GET /api/pages', 503, 'The database is away.');
    });
    await until(() => page.text().includes('The database is away.'));
    page.api.answer('GET /api/pages', { items: [] });
    page.button('Try again').click();
    await until(() => page.text().includes('No pages yet'));
  });
});

describe('writing a page', () => {
  it('shows what is stored, and as the shop shows it, with nothing in it that runs', async () => {
    const page = await aPageAt(`/pages/${id}`);
    await until(() => page.element.querySelector('form') !== null);
    expect([page.field('title').value, page.field('slug').value]).toEqual(['About', 'about']);
    await until(() => page.text().includes('We *make* things.'));
    await until(() => page.element.querySelector('.shown img') !== null);
    expect(page.element.querySelector('[onerror]')).toBeNull();
  });

  it('stores what was changed, over what was read', async () => {
    const page = await aPageAt(`/pages/${id}`);
    await until(() => page.element.querySelector('form') !== null);
    page.api.answer(`PUT /api/pages/${id}`, { ...about, title: 'About us', changedAt: '2026-11-23T11:00:00.000Z' });
    page.type('title', 'About us');
    page.save();
    await until(() => said.length === 1);
    expect(page.sent(`PUT /api/pages/${id}`)).toEqual([
      { slug: 'about', title: 'About us', body: about.body, changedAt: about.changedAt },
    ]);
    expect(page.element.querySelector('h1')?.textContent).toBe('About us');
    page.save();
    await until(() => page.sent(`PUT /api/pages/${id}`).length === 2);
    expect(page.sent(`PUT /api/pages/${id}`)[1]).toMatchObject({ changedAt: '2026-11-23T11:00:00.000Z' });
  });

  it('keeps what was typed when somebody else was quicker', async () => {
    const page = await aPageAt(`/pages/${id}`);
    await until(() => page.element.querySelector('form') !== null);
    page.api.refuse(`PUT /api/pages/${id}`, 409, 'Somebody has changed this page meanwhile.');
    page.type('body', 'Mine.');
    page.save();
    await until(() => page.text().includes('Nothing was saved. Somebody has changed this page meanwhile.'));
    expect(page.field('body').value).toBe('Mine.');
  });

  it('makes a new one, whose address follows its title until it is given one', async () => {
    const page = await aPageAt('/pages/new');
    page.type('title', 'Size guide');
    await until(() => page.field('slug').value === 'size-guide');
    page.type('slug', 'sizes');
    page.type('title', 'Our size guide');
    await until(() => page.field('title').value === 'Our size guide');
    expect(page.field('slug').value).toBe('sizes');
    page.api.answer('POST /api/pages', { ...about, slug: 'sizes' });
    page.save();
    await until(() => TestBed.inject(Router).url === `/pages/${id}`);
    expect(page.sent('POST /api/pages')).toEqual([{ slug: 'sizes', title: 'Our size guide', body: '' }]);
  });

  it('says at the field what is wrong with it, and goes there', async () => {
    const page = await aPageAt('/pages/new');
    page.save();
    await until(() => page.text().includes('A page needs a title.'));
    expect(page.field('title').getAttribute('aria-describedby')).toBe('page-title-why');
    page.type('title', 'About');
    page.api.answer(
      'POST /api/pages',
      {
        detail: 'Another page already has this address.',
        errors: [{ field: 'slug', message: 'another page has this address' }],
      },
      409,
    );
    page.save();
    await until(() => page.text().includes('another page has this address.'));
    expect(page.element.querySelector('[role=alert]')).toBeNull();
  });

  it('deletes, and takes that back', async () => {
    const page = await aPageAt(`/pages/${id}`);
    await until(() => page.element.querySelector('form') !== null);
    page.api.answer(`DELETE /api/pages/${id}`, undefined, 204);
    page.api.answer('POST /api/pages', about);
    page.button('Delete page').click();
    await until(() => TestBed.inject(Router).url === '/pages');
    expect(said).toEqual(['“About” has been deleted']);
    undo();
    await until(() => TestBed.inject(Router).url === `/pages/${id}`);
    expect(page.sent('POST /api/pages')).toEqual([{ slug: 'about', title: 'About', body: about.body }]);
  });

  it('asks before what was written is left behind', async () => {
    const page = await aPageAt('/pages/new');
    const questions: string[] = [];
    const confirm = (words?: string) => {
      questions.push(words ?? '');
      return false;
    };
    Object.assign(window, { confirm });
    page.type('body', 'A long text.');
    await until(() => page.field('body').value !== '');
    expect(await TestBed.inject(Router).navigateByUrl('/pages')).toBe(false);
    expect(questions).toEqual(['You have unsaved changes. Leave without saving?']);
    page.type('body', '');
    expect(await TestBed.inject(Router).navigateByUrl('/pages')).toBe(true);
  });
});
