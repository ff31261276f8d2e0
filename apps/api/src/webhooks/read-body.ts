import type { IncomingMessage } from 'node:http';
import { problem } from '../problem/problem.js';

export interface BodyLimits {
  maxBytes: number;
  /** For the whole body. */
  timeoutMs: number;
}

/** The unchanged bytes of the body, which is what signatures cover. Throws a problem: 413 too large, 408 too slow, 400 incomplete. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const deadline = setTimeout(() => {
      fail(problem(408, 'The webhook took too long to arrive.'));
      // Leaves time for the response before the connection is closed.
      setTimeout(() => request.destroy(), 1_000).unref();
    }, limits.timeoutMs);

    const fail = (error: Error) => {
      chunks.length = 0;
      size = Infinity;
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.maxBytes) chunks.push(chunk);
      // The rest is read and dropped: a sender that is disconnected while sending never sees the response.
      else if (size !== Infinity) fail(problem(413, `A webhook may have at most ${limits.maxBytes} bytes.`));
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => {
      clearTimeout(deadline);
      reject(problem(400, 'The webhook was incomplete.'));
    });
  });
}
