/** The key under which Postmark and Mailgun store our message's id and return it with a bounce. */
export const trackingKey = 'daybook-mail';
/** Carries the same id without a service's help: Resend repeats a message's headers in its webhooks. */
export const trackingHeader = 'X-Daybook-Mail';

/**
 * A message's id in a header for each service; each ignores the others' headers. The Message-ID is not enough: Postmark
 * replaces it.
 */
export const trackingHeaders = (mailId: string) => ({
  [trackingHeader]: mailId,
  [`X-PM-Metadata-${trackingKey}`]: mailId,
  // prepared, because nodemailer would encode the braces and Mailgun could not read them
  'X-Mailgun-Variables': { prepared: true, value: JSON.stringify({ [trackingKey]: mailId }) },
});
