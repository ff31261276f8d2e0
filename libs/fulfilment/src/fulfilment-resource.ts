/** What the attempts to submit, or to cancel, a fulfilment hold a lease on. */
export const fulfilmentResource = (fulfilmentId: string) => `fulfilment ${fulfilmentId}`;
