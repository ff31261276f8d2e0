import { ConsoleNotifier, type ConsoleUpdate, type UpdateListener } from '@daybook/realtime';
import { ActivityReadModel } from '@daybook/screens';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { Throttle } from './throttle.js';

/** Receives the updates of every process and emits them to the consoles connected here. */
@Injectable()
export class ConsoleBroadcaster implements UpdateListener, OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(ConsoleBroadcaster.name);
  readonly #refresh = new Throttle(() => this.consoles.local?.emit('console:refresh'));

  constructor(
    private readonly notifier: ConsoleNotifier,
    private readonly consoles: ConnectedConsoles,
    private readonly activity: ActivityReadModel,
    private readonly attention: AttentionPush,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.notifier.listen(this);
  }

  onUpdate({ signedOut, tooMany, resolved, orders, progress, recorded }: ConsoleUpdate): void {
    const { local } = this.consoles;
    if (!local) return;
    // An empty list of rooms would mean everybody.
    if (signedOut.length > 0) local.in(signedOut).disconnectSockets(true);
    if (tooMany) return this.refresh();
    if (resolved.length > 0) local.emit('activity:resolved', { ids: resolved });
    for (const orderId of orders) local.emit('order:changed', { orderId });
    for (const one of progress) local.emit('sync:progress', one);
    if (recorded.length > 0) void this.emitEntries(recorded);
    if (recorded.length > 0 || resolved.length > 0) this.attention.schedule();
  }

  refresh(): void {
    this.#refresh.schedule();
    this.attention.schedule();
  }

  onModuleDestroy(): void {
    this.#refresh.stop();
  }

  private async emitEntries(ids: string[]): Promise<void> {
    try {
      const entries = await this.activity.findByIds(ids);
      for (const entry of entries) this.consoles.local?.emit('activity:recorded', { entry });
    } catch (error) {
      this.#log.warn(`New entries could not be read: ${String(error)}`);
      this.refresh();
    }
  }
}
