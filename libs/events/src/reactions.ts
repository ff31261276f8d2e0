import type { EventMap, EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

type Failed = { [T in EventType]: { type: T; data: EventMap[T] } }[EventType];

/** What libraries react to beside the events: facts that are no news to a person. */
interface FactMap {
  /** It is paid and has its lines. Announced for each of them. */
  'order.ready': Record<never, never>;
  /** A person has resolved some of its problems, or reopened one. */
  'order.problems_changed': Record<never, never>;
  /** A person wants what has failed tried again. */
  retry_requested: { failed: Failed; actor: string };
}

type Fact = keyof FactMap;
/** Those that carry nothing but the order. */
export type OrderFact = Exclude<Fact, 'retry_requested'>;
export type Reactable = EventType | Fact;
export interface Occurrence<T extends Reactable> {
  data: (EventMap & FactMap)[T];
  orderId: string | null;
}

type ReactionMethod<T extends Reactable> = (tx: Transaction, occurrence: Occurrence<T>) => Promise<void>;

interface Reaction {
  to: Reactable;
  sentence: string;
  owner: Type;
  run: (instance: object, tx: Transaction, occurrence: Occurrence<Reactable>) => Promise<void>;
}

const reactions: Reaction[] = [];

/**
 * The method runs in the transaction that publishes the event or announces the fact, once for each. It may enqueue jobs and
 * write its own library's rows, and calls nobody else. `sentence` says what it does.
 */
export function ReactTo<T extends Reactable>(to: T, sentence: string) {
  return (prototype: object, _: string, { value }: TypedPropertyDescriptor<ReactionMethod<T>>): void => {
    if (!value) return;
    const run: Reaction['run'] = (instance, tx, occurrence) => value.call(instance, tx, occurrence as Occurrence<T>);
    reactions.push({ to, sentence, owner: prototype.constructor as Type, run });
  };
}

/** The reactions of all files that this process has imported. */
export const declaredReactions = (): readonly Pick<Reaction, 'to' | 'sentence' | 'owner'>[] => reactions;

@Injectable()
export class Reactions {
  constructor(private readonly modules: ModuleRef) {}

  /** Throws what a reaction throws, and when its class is not a provider of any module. */
  async run<T extends Reactable>(tx: Transaction, to: T, occurrence: Occurrence<T>): Promise<void> {
    for (const reaction of reactions.filter((declared) => declared.to === to))
      await reaction.run(this.modules.get<object>(reaction.owner, { strict: false }), tx, occurrence);
  }
}
