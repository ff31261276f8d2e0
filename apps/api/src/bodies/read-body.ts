import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem, type ProblemException } from '../problem/problem.js';
import type { BodyBudget } from './body-budget.js';

export interface BodyLimits {
  maxBytes: number;
  /** For the whole body. */
  timeoutMs: number;
}

const firstBytes = 16_384;
/** Leaves time for the response before the connection is closed. */
const lingerMs = 1_000;

/**
 * The unchanged bytes of the body, which is what signatures cover. They count towards `budget` until the response is sent.
 * Throws a problem: 413 too large, 408 too slow, 400 incomplete, 503 when it has to give way to other bodies.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  budget: BodyBudget,
  { maxBytes, timeoutMs }: BodyLimits,
): Promise<Buffer> {
  const tooLarge = () => problem(413, `The request body is larger than ${maxBytes / 1_024} kB.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    // one buffer that grows: a million chunks of one byte would take a hundred times their size
    let buffer = Buffer.alloc(0);
    let size = 0;
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      settle();
    };
    const fail = (error: ProblemException) =>
      end(() => {
        buffer = Buffer.alloc(0);
        share.release();
        reject(error);
      });
    const failAndClose = (error: ProblemException) => {
      fail(error);
      setTimeout(() => request.destroy(), lingerMs).unref();
    };
    const share = budget.open(() =>
      failAndClose(
        problem(503, 'Too many requests are arriving at once. Try again in a moment.', { retryAfterSeconds: 5 }),
      ),
    );
    const deadline = setTimeout(() => failAndClose(problem(408, 'The request took too long to arrive.')), timeoutMs);

    request.on('data', (chunk: Buffer) => {
      // The rest is read and dropped: a sender that is disconnected while sending never sees the response.
      if (isOver) return;
      if (size + chunk.length > maxBytes) return fail(tooLarge());
      if (size + chunk.length > buffer.length) {
        const capacity = Math.min(maxBytes, Math.max(firstBytes, 2 * (size + chunk.length)));
        if (!share.grow(capacity)) return;
        const grown = Buffer.allocUnsafeSlow(capacity);
        buffer.copy(grown, 0, 0, size);
        buffer = grown;
      }
      size += chunk.copy(buffer, size);
    });
    request.once('end', () =>
      end(() => {
        share.complete();
        resolve(buffer.subarray(0, size));
      }),
    );
    request.once('close', () => fail(problem(400, 'The request was incomplete.')));
    response.once('close', () => share.release());
  });
}
