import type { NotificationListener, PgNotifications } from '@daybook/database';

/** The messages between apis, in the shape socket.io's types require. */
export interface UpdateEvents {
  update: (payload: string) => void;
}

/** The part of a socket.io namespace that a transport needs. */
export interface ConsoleNamespace {
  readonly server: { adapter(make: (namespace: never) => object): unknown };
  on(event: 'update', listener: UpdateEvents['update']): unknown;
}

export abstract class UpdateTransport {
  /** Reaches every api, this process included if it is one. An update is only a hint: a failure is logged, not thrown. */
  abstract send(payload: string): Promise<void>;
  abstract listen(listener: NotificationListener): Promise<void>;
  /** Connects an api's sockets. Call it before anybody connects to them. */
  abstract attachNamespace(namespace: ConsoleNamespace): void;
  abstract close(): void;
}

const channel = 'daybook_consoles';

export class PgUpdateTransport extends UpdateTransport {
  constructor(private readonly notifications: PgNotifications) {
    super();
  }

  send(payload: string): Promise<void> {
    return this.notifications.notify(channel, payload);
  }

  listen(listener: NotificationListener): Promise<void> {
    return this.notifications.listen(channel, listener);
  }

  override attachNamespace(): void {
    // each api listens to PostgreSQL itself
  }

  override close(): void {
    // others share this connection
  }
}
