import type { IncomingMessage } from 'node:http';
import { problem } from '../problem/problem.js';

export interface BodyLimits {
  bytes: number;
  /** For the whole body to arrive. */
  milliseconds: number;
}

/** The body as it came, to the byte, as signatures want it. Throws a problem: 413 too large, 408 too slow, 400 cut short. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const deadline = setTimeout(() => {
      fail(problem(408, 'The webhook took too long to arrive.'));
      // Its sender had time enough; the answer goes out before the connection is cut.
      setTimeout(() => request.destroy(), 1_000).unref();
    }, limits.milliseconds);

    const fail = (error: Error) => {
      chunks.length = 0;
      size = Infinity;
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      // What is too large is read to its end and dropped: a sender cut off in the middle would not hear why.
      else if (size !== Infinity) fail(problem(413, `A webhook may have ${limits.bytes} bytes at most.`));
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => {
      clearTimeout(deadline);
      reject(problem(400, 'The webhook was cut short.'));
    });
  });
}
