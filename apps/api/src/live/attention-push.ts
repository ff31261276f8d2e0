import { ActivityLogQueries } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { AdminSocket, Audience } from './admin-sockets.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { Throttle } from './throttle.js';

const interval = 'push-attention-count';

/** The badge's number: on connect, by schedule, and promptly after a change. */
@Injectable()
export class AttentionPush implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(AttentionPush.name);
  readonly #push = new Throttle(() => {
    const audience = this.consoles.audience;
    if (audience) void this.tell(audience);
  });

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
    this.#push.stop();
  }

  /** Tells everyone, once a second at most however much happens. */
  soon(): void {
    this.#push.soon();
  }

  async tell(whom: Audience | AdminSocket): Promise<void> {
    try {
      const count = await this.activity.countNeedingAttention();
      whom.emit('attention:count', { ...count, at: new Date().toISOString() });
    } catch (error) {
      this.#log.warn(`The count could not be told: ${String(error)}`);
    }
  }
}
