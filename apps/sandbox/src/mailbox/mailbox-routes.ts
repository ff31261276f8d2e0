import { z } from 'zod';
import { foundOr404, limitParam, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { bounceRequest } from './bounces.js';
import type { Mail } from './mail.js';
import { smtpFaultRequest } from './mailbox.js';

const listQuery = z.object({
  to: z.string().toLowerCase().optional(),
  subject: z.string().toLowerCase().default(''),
  limit: limitParam(200, 2_000),
});

export const findMail = ({ mailbox }: Services, id: string): Mail =>
  foundOr404(mailbox.find(id), 'The mailbox has no such mail. It forgets its mails when the sandbox stops.');

/** The mailbox for tests and scripts. */
export function mailboxRoutes(services: Services): RouteTable {
  const { mailbox, bounces } = services;
  return {
    'GET /sandbox/mails': ({ query }) => {
      const { to, subject, limit } = parse(listQuery, query);
      const matching = mailbox.newestFirst().filter((mail) => {
        const isTo = to === undefined || mail.envelope.to.some((address) => address.toLowerCase() === to);
        return isTo && mail.subject.toLowerCase().includes(subject);
      });
      return { items: matching.slice(0, limit).map(toSummary) };
    },
    'GET /sandbox/mails/:id': ({ id }) => findMail(services, id),
    'DELETE /sandbox/mails': () => mailbox.clear(),
    'POST /sandbox/mails/:id/bounce': async ({ id, body }) => {
      const { status } = await bounces.report(findMail(services, id), parse(bounceRequest, body));
      return { status };
    },
    'GET /sandbox/mailbox': () => mailbox.state,
    'PUT /sandbox/mailbox': async ({ body }) => {
      await mailbox.setFault(parse(smtpFaultRequest, body));
      return mailbox.state;
    },
  };
}

const toSummary = ({ id, receivedAt, envelope, from, to, subject, messageId }: Mail) => ({
  id,
  receivedAt,
  envelope,
  from,
  to,
  subject,
  messageId,
});
