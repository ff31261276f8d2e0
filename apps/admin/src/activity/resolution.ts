import type { ActivityEntry, ResolvedBy } from '@daybook/contract';

/** What an entry's resolution will be once the api has agreed; null while it is being reopened. */
export type Resolution = { resolvedAt: string; resolvedBy: ResolvedBy } | null;
export type Pending = ReadonlyMap<string, Resolution>;

export function isProblem(entry: ActivityEntry): boolean {
  return entry.level !== 'info';
}

export function isOpen(entry: ActivityEntry): boolean {
  return isProblem(entry) && entry.resolvedAt === null;
}

/** A person's resolve can be taken back; what a later success resolved stays resolved. */
export function canReopen(entry: ActivityEntry): boolean {
  return isProblem(entry) && entry.resolvedBy?.by === 'person';
}

/** The entries as they will be, before the api has answered. */
export function withPending(entries: readonly ActivityEntry[], pending: Pending): readonly ActivityEntry[] {
  if (pending.size === 0) return entries;
  return entries.map((entry) => {
    const resolution = pending.get(entry.id);
    if (resolution === undefined) return entry;
    return { ...entry, resolvedAt: resolution?.resolvedAt ?? null, resolvedBy: resolution?.resolvedBy ?? null };
  });
}
