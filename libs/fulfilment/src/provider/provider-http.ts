import type { z } from 'zod';
import { ProviderError } from './provider-error.js';

/** How long one request may take, its answer's body included, and how large that may be. */
export interface HttpLimits {
  timeoutMs: number;
  maxBytes: number;
}
/** Fifty of Printify's products with all their pictures stay well below it. */
export const defaultLimits: HttpLimits = { timeoutMs: 10_000, maxBytes: 16 * 1024 * 1024 };

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
}

/** An answer below 500 whose body is JSON, or empty (`body` is then null). */
export interface HttpResponse {
  status: number;
  body: unknown;
}

/**
 * One provider's API: one request, bounded in time and size, no retries (jobs repeat). All that goes wrong on the way is
 * one `ProviderError`; an answer that says no (4xx, but for 401, 403 and 429) is left to whoever knows its words.
 */
export class ProviderHttp {
  constructor(
    private readonly baseUrl: string,
    private readonly headers: Record<string, string>,
    private readonly limits: HttpLimits,
  ) {}

  /** Throws `ProviderError`, or the signal's reason once that is aborted. */
  async request({ method, path, body }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
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
      throw new ProviderError(this.describe(error, timeout), { isTransient: true, cause: error });
    }
  }

  private async readResponse(response: Response): Promise<HttpResponse> {
    const refusal = commonError(response);
    if (refusal) {
      // Nothing in it would change the sentence, and it may be large or never end.
      await response.body?.cancel().catch(() => undefined);
      throw refusal;
    }
    const text = await readText(response, this.limits.maxBytes);
    return { status: response.status, body: parseJson(text, response.status) };
  }

  private describe(error: unknown, timeout: AbortSignal): string {
    if (timeout.aborted) return `no answer within ${this.limits.timeoutMs / 1_000} s`;
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its address could not be found';
    if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no connection';
    return 'the connection was cut';
  }
}

/** Answers that are the same at every provider. */
function commonError({ status, headers }: Response): ProviderError | null {
  if (status === 429) {
    return new ProviderError('API rate limit exceeded', {
      retryAfterSeconds: retryAfterSeconds(headers.get('retry-after')),
      isRateLimit: true,
    });
  }
  if (status >= 500) {
    return new ProviderError(`the server failed (${status})`, {
      retryAfterSeconds: retryAfterSeconds(headers.get('retry-after')),
      isTransient: true,
    });
  }
  if (status === 401) return new ProviderError('the token is not accepted (401)');
  if (status === 403) return new ProviderError('the token does not allow it (403)');
  if (status >= 300 && status < 400) return new ProviderError(`the address leads elsewhere (${status})`);
  return null;
}

/** The seconds of a `Retry-After`, which may be a date as well; null without one that can be read. */
function retryAfterSeconds(header: string | null): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const until = header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1_000));
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the rest of the body.
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
    throw new ProviderError(`the answer is ${what} (${status})`, { cause: error });
  }
}

/** The answer as what it should be. Throws `ProviderError`: somebody has to look, and asking again may help. */
export function parseResponse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') || 'the whole of it';
  throw new ProviderError(`the answer cannot be understood (${where})`, { cause: result.error });
}

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

function codeOf(error: unknown): string | undefined {
  const cause = propertyOf(error, 'cause');
  const code = propertyOf(cause, 'code');
  return typeof code === 'string' ? code : undefined;
}

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
