import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { SandboxSettings } from '../settings.js';

type Service = SandboxSettings['services'][number];

const sections = {
  orders: { path: '/', label: 'Place an order', services: ['stripe'] },
  providers: { path: '/providers', label: 'Providers', services: ['printify', 'printful'] },
  products: { path: '/products', label: 'Products', services: ['printify', 'printful'] },
  mail: { path: '/mail', label: 'Mailbox', services: ['mail'] },
  payments: { path: '/payments', label: 'Payments', services: ['stripe'] },
  webhooks: { path: '/webhooks', label: 'Webhooks', services: ['stripe'] },
} as const satisfies Record<string, { path: string; label: string; services: Service[] }>;

const serviceNames: Record<Service, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  mail: 'a mail server',
};

/** The sections of the services that the sandbox stands in for. */
export const visibleSections = (services: readonly Service[]) =>
  Object.entries(sections).filter(([, section]) => section.services.some((service) => services.includes(service)));

interface PageOptions {
  section?: keyof typeof sections;
  title: string;
  lead: Markup | string;
  tone?: Tone;
  refreshSeconds?: number | null;
}

export function layout({ settings }: Services, options: PageOptions, body: Markup): Markup {
  const { section, title, lead, tone, refreshSeconds = null } = options;
  const { shop, services } = settings;
  const link = ([name, { path, label }]: [string, { path: string; label: string }]) =>
    markup`<li><a href="${path}"${name === section && markup` aria-current="page"`}>${label}</a></li>`;
  const names = new Intl.ListFormat('en-GB').format(services.map((service) => serviceNames[service]));
  return markup`<!doctype html>
<html lang="${shop.locale}">
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
        <ul>${visibleSections(services).map(link)}<li><a href="${shop.consoleUrl}">Console</a></li></ul>
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

export const problemNotice = (problem: string | null) =>
  problem !== null && markup`<p class="error" role="alert">${problem}</p>`;

/** What a list shows while it is empty. */
export const emptyCard = (text: string) =>
  markup`<article><p>${text}</p><p class="actions"><a href="/">Place an order</a></p></article>`;

/** Options of a `<select>`. */
export const options = (labels: Readonly<Record<string, string>>, selected?: string) =>
  Object.entries(labels).map(
    ([value, label]) => markup`<option value="${value}"${value === selected && markup` selected`}>${label}</option>`,
  );
