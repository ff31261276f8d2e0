import { ActivityLogQueries } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ConnectedConsoles, type AdminSocket, type LocalEmitter } from './connected-consoles.js';
import { Throttle } from './throttle.js';

/** Pushes the badge's count on connect, on schedule, and after a change. */
@Injectable()
export class AttentionPush implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(AttentionPush.name);
  readonly #throttle = new Throttle(() => {
    const { localEmitter } = this.consoles;
    if (localEmitter) void this.push(localEmitter);
  });

  constructor(
    private readonly consoles: ConnectedConsoles,
    private readonly activity: ActivityLogQueries,
    private readonly scheduler: SchedulerRegistry,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const intervalMs = this.settings.attentionPushIntervalSeconds * 1_000;
    this.scheduler.addInterval(
      'push-attention-count',
      setInterval(() => this.pushSoon(), intervalMs),
    );
  }

  onModuleDestroy(): void {
    this.#throttle.stop();
  }

  /** Pushes to every socket of this process, at most once a second. */
  pushSoon(): void {
    this.#throttle.schedule();
  }

  async push(sockets: LocalEmitter | AdminSocket): Promise<void> {
    try {
      const count = await this.activity.countNeedingAttention();
      sockets.emit('attention:count', { ...count, at: new Date().toISOString() });
    } catch (error) {
      this.#log.warn(`The attention count could not be pushed: ${String(error)}`);
    }
  }
}
