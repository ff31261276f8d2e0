import { JobFaultError, JobTimeoutError } from '@daybook/jobs';
import { Logger } from '@nestjs/common';
import { ProviderError } from './provider-error.js';

const logger = new Logger('ProviderCall');

/** Why a job's call to a provider failed. What nobody foresaw is logged: somebody waits for an answer all the same. */
export function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof JobTimeoutError) return new ProviderError(error.message, { isTransient: true, isOutage: true });
  if (error instanceof JobFaultError) return new ProviderError(error.message, { isTransient: true });
  logger.error(error);
  return new ProviderError(new JobFaultError().message, { isTransient: true });
}
