import { assertOutsideTransaction } from '@daybook/database';
import type { z } from 'zod';
import { ProviderError } from './provider-error.js';

/** Limits of one request: its time, reading the response included, and the size of the response. */
export interface HttpLimits {
  timeoutMs: number;
  maxBytes: number;
}
/** Fifty of Printify's products with all their images stay well below it. */
export const defaultLimits: HttpLimits = { timeoutMs: 10_000, maxBytes: 16 * 1024 * 1024 };

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
}

/** A response below 500. `body` is its JSON, or null when it is empty. */
export interface HttpResponse {
  status: number;
  body: unknown;
}

/**
 * Sends one request, bounded in time and size, without retries: jobs retry. Every failure is a `ProviderError`. A refusal
 * (4xx, except 401, 403 and 429) is a response, because only the adapter understands it.
 */
export class ProviderHttp {
  constructor(
    private readonly baseUrl: string,
    private readonly headers: Record<string, string>,
    private readonly limits: HttpLimits,
  ) {}

  /** Throws `ProviderError`, or the signal's reason once that is aborted. */
  async request({ method, path, body }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    assertOutsideTransaction('A provider');
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    try {
      const response = await fetch(`${this.baseUrl.replace(/\/+$/, '')}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...this.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      return await this.readResponse(response);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProviderError) throw error;
      throw new ProviderError(describeFailure(error, timeout.aborted ? this.limits.timeoutMs : null), {
        ...{ isTransient: true, isOutage: true },
        cause: error,
      });
    }
  }

  private async readResponse(response: Response): Promise<HttpResponse> {
    const failure = commonError(response);
    if (failure) {
      // the body adds nothing to the sentence, and may be large or never end
      await response.body?.cancel().catch(() => undefined);
      throw failure;
    }
    const text = await readText(response, this.limits.maxBytes);
    return { status: response.status, body: parseJson(text, response.status) };
  }
}

/** `elapsedMs`: the time-out that ended the request, if one did. */
function describeFailure(error: unknown, elapsedMs: number | null): string {
  if (elapsedMs !== null) return `no answer within ${elapsedMs / 1_000} s`;
  const code = getProperty(getProperty(error, 'cause'), 'code');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its address could not be found';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no connection';
  return 'the connection was cut';
}

/** The errors that are the same at every provider. */
function commonError({ status, headers }: Response): ProviderError | null {
  if (status === 429) {
    return new ProviderError('API rate limit exceeded', {
      retryAfterSeconds: parseRetryAfter(headers.get('retry-after')),
      ...{ isRateLimit: true, isOutage: true },
    });
  }
  if (status >= 500) {
    return new ProviderError(`the server failed (${status})`, {
      retryAfterSeconds: parseRetryAfter(headers.get('retry-after')),
      ...{ isTransient: true, isOutage: true },
    });
  }
  if (status === 401) return new ProviderError('the token is not accepted (401)', { isOutage: true });
  if (status === 403) return new ProviderError('the token does not allow it (403)', { isOutage: true });
  if (status >= 300 && status < 400)
    return new ProviderError(`the address leads elsewhere (${status})`, { isOutage: true });
  return null;
}

/** The seconds of a `Retry-After`, which may be a date; null when it is missing or unreadable. */
function parseRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const time = header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : Math.max(0, Math.ceil((time - Date.now()) / 1_000));
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // throwing out of the loop cancels the rest of the body
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new ProviderError(`the answer is larger than ${megabytes(maxBytes)} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const megabytes = (bytes: number) => Number((bytes / 1024 / 1024).toFixed(1));

function parseJson(text: string, status: number): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = text.trimStart().startsWith('<') ? 'a web page' : 'not JSON';
    throw new ProviderError(`the answer is ${what} (${status})`, { isOutage: true, cause: error });
  }
}

/** Throws `ProviderError` when the body does not match the schema. */
export function parseResponse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') || 'the whole of it';
  throw new ProviderError(`the answer cannot be understood (${where})`, { cause: result.error });
}

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

const getProperty = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
