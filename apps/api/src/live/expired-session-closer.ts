import { SessionStore } from '@daybook/accounts';
import { Settings } from '@daybook/config';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ConnectedConsoles } from './connected-consoles.js';

/** Disconnects the sockets of ended sessions on schedule, because a session is only checked at the handshake. */
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
    const intervalMs = this.settings.attentionPushIntervalSeconds * 1_000;
    this.scheduler.addInterval(
      'disconnect-expired-sessions',
      setInterval(() => void this.disconnectExpired(), intervalMs),
    );
  }

  private async disconnectExpired(): Promise<void> {
    const { sockets } = this.consoles;
    if (sockets.length === 0) return;
    try {
      const active = await this.sessions.findActiveIds([...new Set(sockets.map(({ data }) => data.user.sid))]);
      for (const socket of sockets) if (!active.has(socket.data.user.sid)) socket.disconnect(true);
    } catch (error) {
      this.#log.warn(`Expired sessions could not be checked: ${String(error)}`);
    }
  }
}
