/** What the attempts at a message hold a lease on. */
export const mailResource = (mailId: string) => `mail ${mailId}`;
