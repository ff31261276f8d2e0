import { statfsSync } from 'node:fs';

/** A new cluster takes 40 MB, and each of its logs of changes 16 MB. */
const neededBytes = 100_000_000;

/** PostgreSQL's programs say little of a full disk, and its log is on it. */
export function throwIfDiskFull(folder: string, cause: unknown): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= neededBytes) return;
  const megabytes = Math.floor((bavail * bsize) / 1_000_000);
  throw Object.assign(new Error(`${folder} has ${megabytes} MB left`, { cause }), { code: 'ENOSPC' });
}
