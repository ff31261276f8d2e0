import { z } from 'zod';
import { limitParam, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { bounceRequest } from './bounces.js';
import type { Mail } from './mail.js';
import { smtpFaultRequest } from './mailbox.js';

const listQuery = z.object({
  to: z.string().toLowerCase().optional(),
  subject: z.string().toLowerCase().default(''),
  limit: limitParam(200, 2_000),
});

/** The mailbox for tests and scripts. */
export function mailboxControlRoutes({ mailbox, bounces }: Services): RouteTable {
  const { mails } = mailbox;
  return {
    'GET /sandbox/mails': ({ query }) => {
      const { to, subject, limit } = parse(listQuery, query);
      const matching = mails.newestFirst().filter((mail) => {
        const isTo = to === undefined || mail.envelope.to.some((address) => address.toLowerCase() === to);
        return isTo && mail.subject.toLowerCase().includes(subject);
      });
      return { items: matching.slice(0, limit).map(toMailSummary) };
    },
    'GET /sandbox/mails/:id': ({ id }) => mails.get(id),
    'DELETE /sandbox/mails': () => mailbox.clear(),
    'POST /sandbox/mails/:id/bounce': async ({ id, body }) => {
      const { status } = await bounces.sendWebhook(mails.get(id), parse(bounceRequest, body));
      return { status };
    },
    'GET /sandbox/mailbox': () => mailbox.state,
    'PUT /sandbox/mailbox': async ({ body }) => {
      await mailbox.setFault(parse(smtpFaultRequest, body));
      return mailbox.state;
    },
  };
}

const toMailSummary = ({ headers: _headers, html: _html, text: _text, attachments: _attachments, ...summary }: Mail) =>
  summary;
