import { ConsoleNotifier, type ConsoleUpdate, type UpdateListener } from '@daybook/realtime';
import { ActivityReadModel } from '@daybook/screens';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { Throttle } from './throttle.js';

@Injectable()
export class ConsoleBroadcaster implements UpdateListener, OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(ConsoleBroadcaster.name);
  readonly #refreshThrottle = new Throttle(() => this.consoles.localEmitter?.emit('console:refresh'));

  constructor(
    private readonly notifier: ConsoleNotifier,
    private readonly consoles: ConnectedConsoles,
    private readonly activity: ActivityReadModel,
    private readonly attention: AttentionPush,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.notifier.listen(this);
  }

  onUpdate(update: ConsoleUpdate): void {
    const { signedOutRooms, tooMany, updatedEntryIds, changedOrderIds, syncProgress, recordedEntryIds } = update;
    const { localEmitter } = this.consoles;
    if (!localEmitter) return;
    // An empty list of rooms would mean everybody.
    if (signedOutRooms.length > 0) localEmitter.in(signedOutRooms).disconnectSockets(true);
    if (tooMany) return this.onUpdatesMissed();
    if (updatedEntryIds.length > 0) localEmitter.emit('activity:resolved', { ids: updatedEntryIds });
    for (const orderId of changedOrderIds) localEmitter.emit('order:changed', { orderId });
    for (const one of syncProgress) localEmitter.emit('sync:progress', one);
    if (recordedEntryIds.length > 0) void this.emitEntries(recordedEntryIds);
    if (recordedEntryIds.length > 0 || updatedEntryIds.length > 0) this.attention.pushSoon();
  }

  onUpdatesMissed(): void {
    this.#refreshThrottle.schedule();
    this.attention.pushSoon();
  }

  onModuleDestroy(): void {
    this.#refreshThrottle.stop();
  }

  private async emitEntries(ids: string[]): Promise<void> {
    try {
      const entries = await this.activity.findByIds(ids);
      for (const entry of entries) this.consoles.localEmitter?.emit('activity:recorded', { entry });
    } catch (error) {
      this.#log.warn(`New entries could not be read: ${String(error)}`);
      this.onUpdatesMissed();
    }
  }
}
