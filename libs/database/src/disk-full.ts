const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const diskFullMessages = /No space left on device|Disk quota exceeded|File too large/;

/** Whether this process, or a program that it ran, found no room for a file. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && diskFullCodes.has(error.code)) return true;
  return diskFullMessages.test(error.message) || isDiskFull(error.cause);
}
