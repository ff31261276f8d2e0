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
export function mailRoutes(services: Services): RouteTable {
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
    <tr><td><a href="/mail/${mail.id}">${subjectOf(mail)}</a><br><small>to ${mail.to}</small></td><td>${services.formats.time(mail.receivedAt)}</td></tr>`;
  const fault = `The mailbox ${smtpFaultModes[mode]}${recipient === undefined ? '' : `: ${recipient}`}.`;
  return layout(
    services,
    {
      section: 'mail',
      title: 'Mailbox',
      lead: markup`Every mail sent to <code>smtp://127.0.0.1:${port}</code>, whoever it is for, newest first. None leaves this machine.`,
    },
    markup`${mode !== 'none' && markup`<p class="warning" role="status">${fault}</p>`}
${
  mails.length === 0
    ? emptyCard('An order’s mails are listed here: its confirmation within seconds, and one when it ships.')
    : markup`<article><table>${mails.map(row)}</table></article>
<form method="post" action="/mail/empty"><button class="outline">Empty the mailbox</button></form>`
}
<article>
  <header><h2>SMTP faults</h2></header>
  <form method="post" action="/mail/fault" class="grid">
    <div><label for="mode">The mailbox</label><select id="mode" name="mode">${options(smtpFaultModes, mode)}</select></div>
    <div><label for="recipient">Rejected or deferred recipient <small>optional</small></label><input id="recipient" name="recipient" type="email" value="${recipient}" placeholder="everybody"></div>
    <button>Apply</button>
  </form>
</article>`,
  );
}

function mailPage(services: Services, mail: Mail, width: 'phone' | 'wide'): Markup {
  const { formats, bounces } = services;
  const { id, from, to, envelope, attachments, html, text, headers, receivedAt } = mail;
  const files = attachments.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ');
  const fact = (name: string, value: Markup | string) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const widthLink = (name: 'phone' | 'wide', label: string) =>
    markup`<li><a href="/mail/${id}?width=${name}"${name === width && markup` aria-current="true"`}>${label}</a></li>`;
  const preview = markup`<article>
  <header><h2>Preview</h2><nav aria-label="Width"><ul>${widthLink('wide', 'Wide')}${widthLink('phone', 'Phone')}</ul></nav></header>
  <iframe class="${width}" src="/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="Preview of the mail"></iframe>
</article>`;
  const report = ({ kind, status, response, at }: Delivery) => markup`
    <tr><td>${kind}</td><td>${badge(status === 200 ? 'info' : 'error', String(status ?? response))}</td><td>${formats.time(at)}</td></tr>`;
  const reports = bounces.deliveriesOf(mail);
  const subject = subjectOf(mail);
  return layout(
    services,
    { section: 'mail', title: subject, lead: markup`<a href="/mail">Mailbox</a>` },
    markup`<article><table>${fact('From', from)}${fact('To', to)}${fact('Received', formats.time(receivedAt))}${files !== '' && fact('Attached', files)}</table></article>
${html !== null && preview}
<article>
  <header><h2>Plain text</h2></header>
  ${text === null ? markup`<p>This mail has no plain text, so some mail programs show nothing.</p>` : markup`<pre tabindex="0">${text}</pre>`}
</article>
<article id="bounce">
  <header><h2>Let it bounce</h2></header>
  <form method="post" action="/mail/${id}/bounce" class="grid">
    <label>Mail service <select name="service">${options(serviceLabels)}</select></label>
    <label>What it reports <select name="kind">${options(bounceKinds)}</select></label>
    <button>Send the webhook</button>
  </form>
  ${reports.length > 0 && markup`<table>${reports.map(report)}</table>`}
</article>
<details>
  <summary>Headers</summary>
  <table>${fact('Envelope', `from ${envelope.from || 'nobody'} to ${envelope.to.join(', ')}`)}${headers.map(({ name, value }) => fact(name, value))}</table>
</details>`,
  );
}

const subjectOf = ({ subject }: Mail) => subject || 'No subject';
