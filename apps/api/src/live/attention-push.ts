import { ActivityLogQueries } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { AdminNamespace, AdminSocket } from './admin-sockets.js';
import { ConnectedConsoles } from './connected-consoles.js';

/** However much happens, consoles are told the count once in this time at most. */
const leastMsBetween = 1_000;
const interval = 'push-attention-count';

/** The badge's number: on connect, by schedule, and promptly after a change. */
@Injectable()
export class AttentionPush implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(AttentionPush.name);
  #lastPush = 0;
  #soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly consoles: ConnectedConsoles,
    private readonly activity: ActivityLogQueries,
    private readonly scheduler: SchedulerRegistry,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const everyMs = this.settings.attentionPushSeconds * 1_000;
    this.scheduler.addInterval(
      interval,
      setInterval(() => this.soon(), everyMs),
    );
  }

  onModuleDestroy(): void {
    clearTimeout(this.#soon);
  }

  /** Tells everyone, now or at the end of the second since the last time. */
  soon(): void {
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        this.#lastPush = Date.now();
        const audience = this.consoles.audience;
        if (audience) void this.tell(audience);
      },
      Math.max(0, this.#lastPush + leastMsBetween - Date.now()),
    );
  }

  async tell(whom: AdminNamespace | AdminSocket): Promise<void> {
    try {
      const count = await this.activity.countNeedingAttention();
      whom.emit('attention:count', { ...count, at: new Date().toISOString() });
    } catch (error) {
      this.#log.warn(`The count could not be told: ${String(error)}`);
    }
  }
}
