import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds. */
  within: number;
}

/**
 * Asks again and again until the answer is neither false, null nor undefined, and gives it. An answer that throws counts as
 * none. Throws after `within`, with the last answer's error if it had one.
 */
export async function waitFor<T>(
  question: () => T | Promise<T>,
  { within }: Patience = { within: 10_000 },
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await question();
      if (isAnswer(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`Waited ${within} ms in vain for: ${question.toString()}`, { cause });
    await pause(25);
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, false | null | undefined> {
  return answer !== false && answer !== null && answer !== undefined;
}
