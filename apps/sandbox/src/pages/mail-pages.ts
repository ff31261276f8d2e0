import { mailServices, webhookSourceNames } from '@daybook/contract';
import { z } from 'zod';
import { bounceKinds } from '../mailbox/bounce-events.js';
import { bounceRequest } from '../mailbox/bounces.js';
import { findMail } from '../mailbox/mailbox-routes.js';
import { smtpFaultModes, smtpFaultRequest } from '../mailbox/mailbox.js';
import type { Mail } from '../mailbox/mail.js';
import { foundOr404, page, parse, redirect, Reply, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { Delivery } from '../webhooks/webhook-sender.js';
import { badge, emptyCard, layout, options } from './layout.js';

const maxMails = 100;
const widthQuery = z.object({ width: z.enum(['phone', 'wide']).catch('wide') });
const serviceLabels = Object.fromEntries(mailServices.map((name) => [name, webhookSourceNames[name]]));

/** A mail runs, loads and reaches nothing; its links open elsewhere. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join(';');

/** Where mails are read, bounced, and SMTP's faults are chosen. */
export function mailPages(services: Services): RouteTable {
  const { mailbox, bounces } = services;
  return {
    'GET /mail': () => mailboxPage(services),
    'POST /mail/fault': async ({ body }) => {
      await mailbox.setFault(parse(smtpFaultRequest, body));
      return redirect('/mail');
    },
    'POST /mail/empty': () => {
      mailbox.clear();
      return redirect('/mail');
    },
    'GET /mail/:id': ({ id, query, response }) => {
      const { width } = parse(widthQuery, query);
      const policy = String(response.getHeader('content-security-policy'));
      const headers = { 'content-security-policy': `${policy};frame-src 'self'` };
      return page(200, mailPage(services, findMail(services, id), width), headers);
    },
    'GET /mail/:id/html': ({ id }) => {
      const html = foundOr404(findMail(services, id).html ?? undefined, 'This mail has no HTML.');
      const headers = { 'content-security-policy': mailPolicy };
      return new Reply({ status: 200, body: `<base target="_blank">${html}`, headers });
    },
    'POST /mail/:id/bounce': async ({ id, body }) => {
      await bounces.report(findMail(services, id), parse(bounceRequest, body));
      return redirect(`/mail/${id}#bounce`);
    },
  };
}

function mailboxPage(services: Services): Markup {
  const { mode, recipient, port } = services.mailbox.state;
  const mails = services.mailbox.newestFirst().slice(0, maxMails);
  const row = (mail: Mail) => markup`
    <li><a href="/mail/${mail.id}"><span>${subjectOf(mail)}<small>to ${mail.to}</small></span>${services.formats.time(mail.receivedAt)}</a></li>`;
  const fault = `The mailbox ${smtpFaultModes[mode]}${recipient === undefined ? '' : `: ${recipient}`}.`;
  return layout(
    services,
    { section: 'mail', title: 'Mailbox' },
    markup`<h1>Mailbox</h1>
<p class="lead">Every mail sent to <code>smtp://127.0.0.1:${port}</code>, whoever it is for, newest first. None leaves this machine.</p>
${mode !== 'none' && markup`<p class="notice warning" role="status">${fault}</p>`}
${
  mails.length === 0
    ? emptyCard('An order’s mails are listed here: its confirmation within seconds, and one when it ships.')
    : markup`<section class="card"><ul class="rows links">${mails.map(row)}</ul></section>
<form method="post" action="/mail/empty" class="actions"><button>Empty the mailbox</button></form>`
}
<section class="card">
  <h2>SMTP faults</h2>
  <form method="post" action="/mail/fault" class="fields">
    <div><label for="mode">The mailbox</label><select id="mode" name="mode">${options(smtpFaultModes, mode)}</select></div>
    <div><label for="recipient">Rejected or deferred recipient <i>optional</i></label><input id="recipient" name="recipient" type="email" value="${recipient}" placeholder="everybody"></div>
    <div class="whole"><button>Apply</button></div>
  </form>
</section>`,
  );
}

function mailPage(services: Services, mail: Mail, width: 'phone' | 'wide'): Markup {
  const { formats, bounces } = services;
  const { id, from, to, envelope, attachments, html, text, headers, receivedAt } = mail;
  const files = attachments.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ');
  const fact = (name: string, value: Markup | string) => markup`<dt>${name}</dt><dd>${value}</dd>`;
  const widthLink = (name: 'phone' | 'wide', label: string) =>
    markup`<a href="/mail/${id}?width=${name}"${name === width && markup` aria-current="true"`}>${label}</a>`;
  const preview = markup`<section class="card">
  <div class="split"><h2>Preview</h2><nav aria-label="Width">${widthLink('wide', 'Wide')}${widthLink('phone', 'Phone')}</nav></div>
  <iframe class="${width}" src="/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="Preview of the mail"></iframe>
</section>`;
  const report = ({ kind, status, response, at }: Delivery) => markup`
    <li><span>${kind}</span><span>${badge(status === 200 ? 'info' : 'error', String(status ?? response))} <small>${formats.time(at)}</small></span></li>`;
  const reports = bounces.deliveriesOf(mail);
  const subject = subjectOf(mail);
  return layout(
    services,
    { section: 'mail', title: subject, isWide: true },
    markup`<p><a href="/mail">Mailbox</a></p>
<h1>${subject}</h1>
<dl>${fact('From', from)}${fact('To', to)}${fact('Received', formats.time(receivedAt))}${files !== '' && fact('Attached', files)}</dl>
${html !== null && preview}
<section class="card">
  <h2>Plain text</h2>
  ${text === null ? markup`<p class="hint">This mail has no plain text, so some mail programs show nothing.</p>` : markup`<pre tabindex="0">${text}</pre>`}
</section>
<section class="card" id="bounce">
  <h2>Let it bounce</h2>
  <form method="post" action="/mail/${id}/bounce" class="inline">
    <label><select name="service" aria-label="Mail service">${options(serviceLabels)}</select> reports:</label>
    <select name="kind" aria-label="What it reports">${options(bounceKinds)}</select>
    <button>Send the webhook</button>
  </form>
  ${reports.length > 0 && markup`<ul class="rows">${reports.map(report)}</ul>`}
</section>
<details class="card">
  <summary>Headers</summary>
  <dl>${fact('Envelope', `from ${envelope.from || 'nobody'} to ${envelope.to.join(', ')}`)}${headers.map(({ name, value }) => fact(name, value))}</dl>
</details>`,
  );
}

const subjectOf = ({ subject }: Mail) => subject || 'No subject';
