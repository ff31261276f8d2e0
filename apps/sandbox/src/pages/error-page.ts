import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { layout } from './layout.js';

export function errorPage(services: Services, status: number, message: string): Markup {
  const title = status === 404 ? 'Not found' : status >= 500 ? 'Something failed' : 'That did not work';
  return layout(
    services,
    { title },
    markup`<h1>${title}</h1>
<p class="lead">${message}</p>
<p><a class="button" href="/">Place an order</a></p>`,
  );
}
