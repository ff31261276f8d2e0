import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime, Subject } from 'rxjs';

/** Pushes come in bursts: however often what is given back is called within that time, the deed is done once. */
export function oncePerBurst(restMs: number, deed: () => void): () => void {
  const calls = new Subject<void>();
  calls.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(deed);
  return () => {
    calls.next();
  };
}
