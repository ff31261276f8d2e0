import { SessionStore } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ConnectedConsoles } from './connected-consoles.js';

/** A handshake is asked once: sessions that expire, or that a new password ends, are looked for by schedule. */
@Injectable()
export class ExpiredSessionCloser implements OnApplicationBootstrap {
  readonly #log = new Logger(ExpiredSessionCloser.name);

  constructor(
    private readonly consoles: ConnectedConsoles,
    private readonly sessions: SessionStore,
    private readonly scheduler: SchedulerRegistry,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const every = this.settings.attentionPushSeconds * 1_000;
    this.scheduler.addInterval(
      'disconnect-ended-sessions',
      setInterval(() => void this.disconnect(), every),
    );
  }

  private async disconnect(): Promise<void> {
    const { sockets } = this.consoles;
    if (sockets.length === 0) return;
    try {
      const living = await this.sessions.findActive([...new Set(sockets.map(({ data }) => data.signedIn.sid))]);
      for (const socket of sockets) if (!living.has(socket.data.signedIn.sid)) socket.disconnect(true);
    } catch (error) {
      this.#log.warn(`Sessions could not be looked up: ${String(error)}`);
    }
  }
}
