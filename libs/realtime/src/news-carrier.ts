import type { SignalListener } from '@daybook/database';

/** What apis tell each other, as socket.io's types want it. */
export interface NewsEvents {
  news: (payload: string) => void;
}

/** A namespace of socket.io, as far as news need one. */
export interface ConsoleNamespace {
  readonly server: { adapter(make: (namespace: never) => object): unknown };
  on(event: 'news', hear: NewsEvents['news']): unknown;
}

/** How news get from any process to every api. */
export abstract class NewsCarrier {
  /** Tells every api, this process included if it is one. News are hints: a failure is logged, not thrown. */
  abstract send(payload: string): Promise<void>;
  abstract listen(listener: SignalListener): Promise<void>;
  /** Has an api's sockets take part; before anybody is connected to them. */
  abstract join(namespace: ConsoleNamespace): void;
  abstract close(): void;
}
