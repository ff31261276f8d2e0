/** The name under which mail services keep the id of a message of ours, and give it back when it bounces. */
export const trackingKey = 'daybook-mail';
/** The header by which it can be told without a service. Resend repeats a message's headers as they were. */
export const trackingHeader = 'X-Daybook-Mail';

/**
 * A message's id, in the header of each service: it takes its own and lets the others pass. Postmark sends a Message-ID of
 * its own making, so that would not do.
 */
export const trackingHeaders = (mailId: string) => ({
  [trackingHeader]: mailId,
  [`X-PM-Metadata-${trackingKey}`]: mailId,
  // as it is: nodemailer would take its braces for something to be encoded, and Mailgun would not read them
  'X-Mailgun-Variables': { prepared: true, value: JSON.stringify({ [trackingKey]: mailId }) },
});
