import { routes, type RouteKey } from '@daybook/contract';
import { describe, expect, it } from '@jest/globals';
import { toOperation } from '../../apps/api/src/docs/openapi-document.js';
import { useDaybook } from '../support/daybook.js';

const daybook = useDaybook();

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown>; parameters: { name: string }[] }>>;
}

/** The routes that the running api has under /api, as `GET /api/orders/:id`. */
function answered(): string[] {
  const router = (
    daybook.api.getHttpAdapter().getInstance() as { router: { stack: { route?: { path: string; methods: object } }[] } }
  ).router;
  return router.stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
  );
}

describe('the api’s OpenAPI document', () => {
  it('requires a session', async () => {
    for (const path of ['/api/openapi.json', '/api/docs', '/api/docs/swagger-ui.css']) {
      expect((await fetch(daybook.address + path)).status).toBe(401);
    }
  });

  it('lists every route of the api, and no other', async () => {
    const document = await daybook.ask<Document>(await daybook.signIn(), '/api/openapi.json');
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );

    const apart = /^GET \/api\/(docs|openapi)/;
    const real = answered().filter((route) => route.includes(' /api/') && !apart.test(route));
    const spelled = (list: string[]) =>
      list
        .map((route) => toOperation(route as RouteKey))
        .map(({ method, path }) => `${method} ${path}`)
        .sort();
    expect(documented.sort()).toEqual(spelled(real));
    expect(spelled(Object.keys(routes))).toEqual(spelled(real));
  });

  it('describes the feed’s filters', async () => {
    const document = await daybook.ask<Document>(await daybook.signIn(), '/api/openapi.json');
    const names = document.paths['/api/activity']?.['get']?.parameters.map(({ name }) => name);

    expect(names?.toSorted()).toEqual([
      'before',
      'cause',
      'from',
      'level',
      'limit',
      'order',
      'q',
      'snoozed',
      'tab',
      'to',
      'type',
    ]);
  });

  it('is readable in a browser, under its own content security policy', async () => {
    const cookie = await daybook.signIn();
    const response = await fetch(`${daybook.address}/api/docs`, { headers: { cookie } });

    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const scripts = [...(await response.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    for (const address of scripts) {
      expect((await fetch(daybook.address + String(address), { headers: { cookie } })).status).toBe(200);
    }
    expect(scripts.length).toBeGreaterThan(2);
  });
});
