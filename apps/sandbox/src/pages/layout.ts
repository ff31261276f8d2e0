import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { SandboxSettings } from '../settings.js';

type SimulatedService = SandboxSettings['SANDBOX_SERVICES'][number];

const sections = [
  { path: '/', label: 'Place an order', services: ['stripe'] },
  { path: '/providers', label: 'Providers', services: ['printify', 'printful'] },
  { path: '/products', label: 'Products', services: ['printify', 'printful'] },
  { path: '/mail', label: 'Mailbox', services: ['mail'] },
  { path: '/payments', label: 'Payments', services: ['stripe'] },
  { path: '/webhooks', label: 'Webhooks', services: ['stripe'] },
] as const satisfies { path: string; label: string; services: SimulatedService[] }[];

const serviceNames: Record<SimulatedService, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  mail: 'a mail server',
};

export const visibleSections = ({ SANDBOX_SERVICES }: SandboxSettings) =>
  sections.filter(({ services }) => services.some((service) => SANDBOX_SERVICES.includes(service)));

interface PageContent {
  section?: (typeof sections)[number]['path'];
  title: string;
  lead: Markup | string;
  tone?: Tone;
  refreshSeconds?: number | null;
  body: Markup;
}

export function layout({ settings, consoleUrl }: Services, content: PageContent): Markup {
  const { section, title, lead, tone, refreshSeconds = null, body } = content;
  const link = ({ path, label }: { path: string; label: string }) =>
    markup`<li><a href="${path}"${path === section && markup` aria-current="page"`}>${label}</a></li>`;
  const names = new Intl.ListFormat('en-GB').format(settings.SANDBOX_SERVICES.map((service) => serviceNames[service]));
  return markup`<!doctype html>
<html lang="${settings.SHOP_LOCALE}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${refreshSeconds !== null && markup`<meta http-equiv="refresh" content="${refreshSeconds}">`}
    <title>${title} · Daybook sandbox</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/pico/pico.min.css">
    <link rel="stylesheet" href="/sandbox.css">
  </head>
  <body>
    <header class="container">
      <nav aria-label="Sandbox">
        <ul><li><a class="contrast" href="/"><img src="/favicon.svg" alt="" width="20" height="20"> <strong>Sandbox</strong></a></li></ul>
        <ul>${visibleSections(settings).map(link)}<li><a href="${consoleUrl}">Console</a></li></ul>
      </nav>
    </header>
    <main class="container">
<hgroup><h1${tone && markup` class="${tone}"`}>${title}</h1><p>${lead}</p></hgroup>
${body}
    </main>
    <footer class="container"><small>The sandbox stands in for ${names}. No money moves, nothing is made, and nothing leaves this machine.</small></footer>
  </body>
</html>
`;
}

export type Tone = 'info' | 'warning' | 'error';

export const badge = (tone: Tone, text: string) => markup`<mark class="${tone}">${text}</mark>`;

export const errorNotice = (problem: string | null) =>
  problem !== null && markup`<p class="error" role="alert">${problem}</p>`;

export const emptyCard = (text: string) =>
  markup`<article><p>${text}</p><p class="actions"><a href="/">Place an order</a></p></article>`;

export const selectOptions = (labels: Readonly<Record<string, string>>, selected?: string) =>
  Object.entries(labels).map(
    ([value, label]) => markup`<option value="${value}"${value === selected && markup` selected`}>${label}</option>`,
  );

export function errorPage(services: Services, status: number, message: string): Markup {
  const title = status === 404 ? 'Not found' : status >= 500 ? 'Something went wrong' : 'That did not work';
  return layout(services, {
    title,
    lead: message,
    body: markup`<p class="actions"><a href="/">Place an order</a></p>`,
  });
}
