import { inject, type WritableSignal } from '@angular/core';
import { Live } from './live';
import { oncePerBurst } from './once-per-burst';

const restMs = 1_000;

/** Notices that something on screen may differ: when the socket says so, and whenever what is given back is called. */
export function noticing(mayDiffer: WritableSignal<boolean>): () => void {
  const notice = oncePerBurst(restMs, () => {
    mayDiffer.set(true);
  });
  inject(Live).whenToAskAgain(notice);
  return notice;
}
