import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { layout } from './layout.js';

export function errorPage(services: Services, status: number, message: string): Markup {
  const title = status === 404 ? 'Not found' : status >= 500 ? 'Something failed' : 'That did not work';
  return layout(services, { title, lead: message }, markup`<p class="actions"><a href="/">Place an order</a></p>`);
}
