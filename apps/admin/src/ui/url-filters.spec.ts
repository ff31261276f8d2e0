import { Location } from '@angular/common';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { until } from '../../test/until';
import { UrlFilters } from './url-filters';

@Component({ template: '' })
class Page {
  readonly filters = new UrlFilters({ q: 'text', status: ['paid', 'shipped'] });
}

async function aPage(url: string) {
  TestBed.configureTestingModule({ providers: [provideRouter([{ path: '**', component: Page }])] });
  const router = TestBed.inject(Router);
  router.setUpLocationChangeListener();
  const { filters } = await (await RouterTestingHarness.create()).navigateByUrl(url, Page);
  const goBack = () => {
    TestBed.inject(Location).back();
  };
  return { filters, goBack, isAt: (path: string) => until(() => router.url === path) };
}

describe('the filters in the URL', () => {
  it('are read from it, without values they do not know', async () => {
    const { filters } = await aPage('/orders?q=%20fox%20&status=lost&other=1');
    expect([filters.value(), filters.isActive()]).toEqual([{ q: 'fox', status: '' }, true]);
  });

  it('leave the rest of it alone', async () => {
    const { filters, isAt } = await aPage('/orders?view=past');
    expect(filters.isActive()).toBe(false);
    filters.set({ status: 'paid' });
    await isAt('/orders?view=past&status=paid');
    filters.set({ status: '' });
    await isAt('/orders?view=past');
  });

  it('keep one history entry for a search, however long it is typed', async () => {
    const { filters, goBack, isAt } = await aPage('/orders');
    filters.set({ q: 'f' });
    await isAt('/orders?q=f');
    filters.set({ q: 'fox' });
    await isAt('/orders?q=fox');
    goBack();
    await isAt('/orders');
  });

  it('come back after they were cleared', async () => {
    const { filters, goBack, isAt } = await aPage('/orders');
    filters.set({ q: 'fox' });
    await isAt('/orders?q=fox');
    filters.clear();
    await isAt('/orders');
    goBack();
    await isAt('/orders?q=fox');
    expect(filters.value()).toEqual({ q: 'fox', status: '' });
  });
});
