import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { until } from './until';

/** A page with a list, at an address whose query has its filters, once its rows or a notice are there. */
export async function aListPage(page: Type<unknown>, address: string) {
  const router = TestBed.inject(Router);
  router.resetConfig([{ path: '**', children: [] }]);
  await router.navigateByUrl(address);
  const fixture = TestBed.createComponent(page);
  fixture.autoDetectChanges();
  const element = fixture.nativeElement as HTMLElement;
  await until(() => element.querySelector('li, app-notice') !== null && element.querySelector('app-skeleton') === null);
  const text = () => element.textContent.replaceAll(/\s+/g, ' ');
  const nameOf = (button: Element) => (button.getAttribute('aria-label') ?? button.textContent).trim();
  const buttons = () => [...element.querySelectorAll('button')];
  return {
    ...{ router, element, text, rows: () => [...element.querySelectorAll('li')] },
    button: (name: string) => buttons().find((one) => nameOf(one) === name),
    buttonStarting: (start: string) => buttons().find((one) => nameOf(one).startsWith(start)),
  };
}
