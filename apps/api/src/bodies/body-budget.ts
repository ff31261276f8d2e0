/** A body's share of the budget. */
export interface BodyShare {
  /** Raises the share to `bytes`; false when there is no room for them, and the body is dropped. */
  grow(bytes: number): boolean;
  /** The body is complete: it is not dropped any more. */
  complete(): void;
  release(): void;
}

interface Held {
  bytes: number;
  drop: () => void;
}

/**
 * Memory for all bodies together, each from its first byte until its response is sent. When it is used up, the unfinished body
 * that arrives longest is dropped: a sender that means it needs milliseconds, and is never the oldest for long.
 */
export class BodyBudget {
  /** In the order they began. */
  readonly #unfinished = new Set<Held>();
  #heldBytes = 0;
  #droppedCount = 0;

  constructor(private readonly maxBytes: number) {}

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** How many bodies had to give way, since the start. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** `drop` is called when the body has to give way. */
  open(drop: () => void): BodyShare {
    const held: Held = { bytes: 0, drop };
    this.#unfinished.add(held);
    return {
      grow: (bytes) => this.#grow(held, bytes),
      complete: () => void this.#unfinished.delete(held),
      release: () => this.#release(held),
    };
  }

  #grow(held: Held, bytes: number): boolean {
    while (this.#heldBytes - held.bytes + bytes > this.maxBytes) {
      const [oldest = held] = this.#unfinished;
      this.#release(oldest);
      this.#droppedCount += 1;
      oldest.drop();
      if (oldest === held) return false;
    }
    this.#heldBytes += bytes - held.bytes;
    held.bytes = bytes;
    return true;
  }

  #release(held: Held): void {
    this.#unfinished.delete(held);
    this.#heldBytes -= held.bytes;
    held.bytes = 0;
  }
}
