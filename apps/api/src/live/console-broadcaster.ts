import { ConsoleNotifier, type ConsoleUpdate, type UpdateListener } from '@daybook/realtime';
import { ActivityReadModel } from '@daybook/screens';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { Throttle } from './throttle.js';

/** Hears what any process tells, looks it up, and passes it on to the consoles connected here. */
@Injectable()
export class ConsoleBroadcaster implements UpdateListener, OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(ConsoleBroadcaster.name);
  readonly #refresh = new Throttle(() => this.consoles.audience?.emit('console:refresh'));

  constructor(
    private readonly news: ConsoleNotifier,
    private readonly consoles: ConnectedConsoles,
    private readonly screen: ActivityReadModel,
    private readonly attention: AttentionPush,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.news.listen(this);
  }

  onUpdate(news: ConsoleUpdate): void {
    const audience = this.consoles.audience;
    if (!audience) return;
    // No room at all would mean everybody.
    if (news.signedOut.length > 0) audience.in(news.signedOut).disconnectSockets(true);
    if (news.tooMany) return this.refresh();
    if (news.resolved.length > 0) audience.emit('activity:resolved', { ids: news.resolved });
    for (const orderId of news.orders) audience.emit('order:changed', { orderId });
    for (const progress of news.progress) audience.emit('sync:progress', progress);
    if (news.recorded.length > 0) void this.tellRecorded(news.recorded);
    if (news.recorded.length > 0 || news.resolved.length > 0) this.attention.soon();
  }

  refresh(): void {
    this.#refresh.soon();
    this.attention.soon();
  }

  onModuleDestroy(): void {
    this.#refresh.stop();
  }

  private async tellRecorded(ids: string[]): Promise<void> {
    try {
      for (const entry of await this.screen.byIds(ids)) this.consoles.audience?.emit('activity:recorded', { entry });
    } catch (error) {
      this.#log.warn(`New entries could not be looked up: ${String(error)}`);
      this.refresh();
    }
  }
}
