import { providers, type Provider } from '@daybook/contract';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { UpdateTransport, type ConsoleNamespace } from './update-transport.js';

const count = z.int().min(0);
const providerProgress = z.object({ provider: z.enum(providers), done: count, total: count });
export type SyncProgress = z.infer<typeof providerProgress>;

/** What changed, as it travels between processes: ids only, which the listener resolves. */
const consoleUpdate = z.strictObject({
  recordedEntryIds: z.array(z.string()).default([]),
  /** Entries that were resolved, reopened, edited or deleted. */
  updatedEntryIds: z.array(z.string()).default([]),
  changedOrderIds: z.array(z.string()).default([]),
  /** The session rooms of consoles that signed out. */
  signedOutRooms: z.array(z.string()).default([]),
  /** The latest progress of each provider's product sync. */
  syncProgress: z.array(providerProgress).default([]),
  /** More changed at once than is worth listing. */
  tooMany: z.boolean().default(false),
});
export type ConsoleUpdate = z.infer<typeof consoleUpdate>;

export interface UpdateListener {
  onUpdate(update: ConsoleUpdate): void;
  /** Updates may have been missed. */
  onUpdatesMissed(): void;
}

/** Long enough to collect the updates of one transaction or one burst, far below what a person notices. */
const batchMs = 50;
/** As many of the longest ids, those of session rooms, as fit into one NOTIFY payload. */
const maxIds = 90;

/** Notifies every console, through whichever api it is connected to. Call it after the commit. */
@Injectable()
export class ConsoleNotifier implements OnApplicationShutdown {
  #pending = consoleUpdate.parse({});
  readonly #syncProgress = new Map<Provider, SyncProgress>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly transport: UpdateTransport) {}

  notify(update: Partial<Omit<ConsoleUpdate, 'tooMany'>>): void {
    this.#pending.recordedEntryIds.push(...(update.recordedEntryIds ?? []));
    this.#pending.updatedEntryIds.push(...(update.updatedEntryIds ?? []));
    this.#pending.changedOrderIds.push(...(update.changedOrderIds ?? []));
    this.#pending.signedOutRooms.push(...(update.signedOutRooms ?? []));
    for (const one of update.syncProgress ?? []) this.#syncProgress.set(one.provider, one);
    this.#timer ??= setTimeout(() => void this.send(), batchMs);
  }

  /** Listens to the updates of every process, this one included. */
  async listen(listener: UpdateListener): Promise<void> {
    await this.transport.listen({
      onMessage: (payload) => {
        const update = parseConsoleUpdate(payload);
        if (update) listener.onUpdate(update);
        else listener.onUpdatesMissed();
      },
      onReconnect: () => listener.onUpdatesMissed(),
    });
  }

  /** Connects an api's sockets to the transport. Call it before anybody connects to them. */
  attachNamespace(namespace: ConsoleNamespace): void {
    this.transport.attachNamespace(namespace);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer) await this.send();
    this.transport.close();
  }

  private async send(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { signedOutRooms, ...changed } = this.#pending;
    const syncProgress = [...this.#syncProgress.values()];
    this.#pending = consoleUpdate.parse({});
    this.#syncProgress.clear();
    for (let at = 0; at < signedOutRooms.length; at += maxIds) {
      await this.transport.send(JSON.stringify({ signedOutRooms: signedOutRooms.slice(at, at + maxIds) }));
    }
    if (syncProgress.length > 0) await this.transport.send(JSON.stringify({ syncProgress }));
    const changedOrderIds = [...new Set(changed.changedOrderIds)];
    const idCount = changed.recordedEntryIds.length + changed.updatedEntryIds.length + changedOrderIds.length;
    if (idCount > 0)
      await this.transport.send(JSON.stringify(idCount > maxIds ? { tooMany: true } : { ...changed, changedOrderIds }));
  }
}

/** Null for a payload that this version does not understand. */
function parseConsoleUpdate(payload: string): ConsoleUpdate | null {
  try {
    return consoleUpdate.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
