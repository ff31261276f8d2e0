import type { useParts } from '../../../test/support/parts.js';

export interface MailRow {
  id: string;
  kind: string;
  to_address: string;
  details: unknown;
  state: string;
  attempts: number;
  last_error: string | null;
  message_id: string | null;
  requested_by: string | null;
}

/** Every message, oldest first. */
export const mailRows = (parts: ReturnType<typeof useParts>) =>
  parts.rows<MailRow>('select * from mail_message order by queued_at, id');

/** The ids in the `send-mail` jobs, oldest first, one for each job. */
export async function enqueuedMailIds(parts: ReturnType<typeof useParts>): Promise<string[]> {
  const rows = await parts.rows<{ id: string }>(
    `select data ->> 'mailId' as id from pgboss.job where name = 'send-mail' order by created_on, id`,
  );
  return rows.map(({ id }) => id);
}
