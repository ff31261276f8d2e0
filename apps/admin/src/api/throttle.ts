import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime, Subject } from 'rxjs';

/** Runs `action` at most once per `intervalMs`, at the end of the interval: pushes come in bursts. */
export function throttle(intervalMs: number, action: () => void): () => void {
  const calls = new Subject<void>();
  calls.pipe(auditTime(intervalMs), takeUntilDestroyed()).subscribe(action);
  return () => {
    calls.next();
  };
}
