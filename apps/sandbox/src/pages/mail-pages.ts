import { mailServices, webhookSourceLabels } from '@daybook/contract';
import { z } from 'zod';
import { bounceKindLabels } from '../mailbox/bounce-events.js';
import { bounceRequest } from '../mailbox/bounces.js';
import { smtpFaultModeLabels, smtpFaultRequest } from '../mailbox/mailbox.js';
import type { Mail } from '../mailbox/mail.js';
import { orThrow, pageReply, parse, Reply, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { DeliveryAttempt } from '../webhooks/webhook-sender.js';
import { badge, emptyCard, layout, selectOptions } from './layout.js';

const maxMails = 100;
const widthQuery = z.object({ width: z.enum(['phone', 'wide']).catch('wide') });
const serviceLabels = Object.fromEntries(mailServices.map((name) => [name, webhookSourceLabels[name]]));

/** Blocks scripts and remote content in a mail; its links open in a new tab. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join(';');

export function mailPages(services: Services): RouteTable {
  const { mailbox, bounces } = services;
  const { mails } = mailbox;
  return {
    'GET /mail': () => mailboxPage(services),
    'POST /mail/fault': runThenRedirect('/mail', ({ body }) => mailbox.setFault(parse(smtpFaultRequest, body))),
    'POST /mail/empty': runThenRedirect('/mail', () => mailbox.clear()),
    'GET /mail/:id': ({ id, query, response }) => {
      const { width } = parse(widthQuery, query);
      const policy = String(response.getHeader('content-security-policy'));
      const headers = { 'content-security-policy': `${policy};frame-src 'self'` };
      return pageReply(200, mailPage(services, mails.get(id), width), headers);
    },
    'GET /mail/:id/html': ({ id }) => {
      const html = orThrow(mails.get(id).html, 'This mail has no HTML.');
      const headers = { 'content-security-policy': mailPolicy };
      return new Reply({ status: 200, body: `<base target="_blank">${html}`, headers });
    },
    'POST /mail/:id/bounce': runThenRedirect('/mail/:id#bounce', ({ id, body }) =>
      bounces.sendWebhook(mails.get(id), parse(bounceRequest, body)),
    ),
  };
}

function mailboxPage(services: Services): Markup {
  const { mode, recipient, port } = services.mailbox.state;
  const mails = services.mailbox.mails.newestFirst().slice(0, maxMails);
  const row = (mail: Mail) => markup`
    <tr><td><a href="/mail/${mail.id}">${subjectOf(mail)}</a><br><small>to ${mail.to}</small></td><td>${services.formatters.time(mail.receivedAt)}</td></tr>`;
  const fault = `The mailbox ${smtpFaultModeLabels[mode]}${recipient === undefined ? '' : `: ${recipient}`}.`;
  return layout(services, {
    section: '/mail',
    title: 'Mailbox',
    lead: markup`Every mail sent to <code>smtp://127.0.0.1:${port}</code>, whoever it is for, newest first. None leaves this machine.`,
    body: markup`${mode !== 'none' && markup`<p class="warning" role="status">${fault}</p>`}
${
  mails.length === 0
    ? emptyCard('An order’s e-mails are listed here: a confirmation within seconds, and another when it ships.')
    : markup`<article><table>${mails.map(row)}</table></article>
<form method="post" action="/mail/empty"><button class="outline">Empty the mailbox</button></form>`
}
<article>
  <header><h2>SMTP faults</h2></header>
  <form method="post" action="/mail/fault" class="grid">
    <div><label for="mode">The mailbox</label><select id="mode" name="mode">${selectOptions(smtpFaultModeLabels, mode)}</select></div>
    <div><label for="recipient">Rejected or deferred recipient <small>optional</small></label><input id="recipient" name="recipient" type="email" value="${recipient}" placeholder="everybody"></div>
    <button>Apply</button>
  </form>
</article>`,
  });
}

function mailPage(services: Services, mail: Mail, width: 'phone' | 'wide'): Markup {
  const { formatters, bounces } = services;
  const { id, from, to, envelope, attachments, html, text, headers, receivedAt } = mail;
  const files = attachments.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ');
  const fact = (name: string, value: Markup | string) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const widthLink = (name: 'phone' | 'wide', label: string) =>
    markup`<li><a href="/mail/${id}?width=${name}"${name === width && markup` aria-current="true"`}>${label}</a></li>`;
  const preview = markup`<article>
  <header><h2>Preview</h2><nav aria-label="Width"><ul>${widthLink('wide', 'Wide')}${widthLink('phone', 'Phone')}</ul></nav></header>
  <iframe class="${width}" src="/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="Preview of the mail"></iframe>
</article>`;
  const report = ({ kind, status, response, at }: DeliveryAttempt) => markup`
    <tr><td>${kind}</td><td>${badge(status === 200 ? 'info' : 'error', String(status ?? response))}</td><td>${formatters.time(at)}</td></tr>`;
  const reports = bounces.webhookAttemptsOf(mail);
  return layout(services, {
    section: '/mail',
    title: subjectOf(mail),
    lead: markup`<a href="/mail">Mailbox</a>`,
    body: markup`<article><table>${fact('From', from)}${fact('To', to)}${fact('Received', formatters.time(receivedAt))}${files !== '' && fact('Attached', files)}</table></article>
${html !== null && preview}
<article>
  <header><h2>Plain text</h2></header>
  ${text === null ? markup`<p>This mail has no plain text, so some mail programs show nothing.</p>` : markup`<pre tabindex="0">${text}</pre>`}
</article>
<article id="bounce">
  <header><h2>Simulate a bounce</h2></header>
  <form method="post" action="/mail/${id}/bounce" class="grid">
    <label>Mail service <select name="service">${selectOptions(serviceLabels)}</select></label>
    <label>What it reports <select name="kind">${selectOptions(bounceKindLabels)}</select></label>
    <button>Send the webhook</button>
  </form>
  ${reports.length > 0 && markup`<table>${reports.map(report)}</table>`}
</article>
<details>
  <summary>Headers</summary>
  <table>${fact('Envelope', `from ${envelope.from || 'nobody'} to ${envelope.to.join(', ')}`)}${headers.map(({ name, value }) => fact(name, value))}</table>
</details>`,
  });
}

const subjectOf = ({ subject }: Mail) => subject || 'No subject';
