import { providers, type Provider } from '@daybook/contract';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { UpdateTransport, type ConsoleNamespace } from './update-transport.js';

const count = z.int().min(0);
const progress = z.object({ provider: z.enum(providers), done: count, total: count });
export type SyncProgress = z.infer<typeof progress>;

/** What changed, as it travels between processes: ids only, which the listener resolves. */
const consoleUpdate = z.object({
  recorded: z.array(z.string()).default([]),
  resolved: z.array(z.string()).default([]),
  orders: z.array(z.string()).default([]),
  signedOut: z.array(z.string()).default([]),
  /** The latest progress of each provider's product sync. */
  progress: z.array(progress).default([]),
  /** More changed at once than is worth listing. */
  tooMany: z.boolean().default(false),
});
export type ConsoleUpdate = z.infer<typeof consoleUpdate>;

export interface UpdateListener {
  onUpdate(update: ConsoleUpdate): void;
  /** Updates may have been missed. */
  refresh(): void;
}

/** Long enough to collect the updates of one transaction or one burst, far below what a person notices. */
const batchMs = 50;
/** As many of the longest ids, those of session rooms, as fit into one NOTIFY payload. */
const maxIds = 90;

/** Notifies every console, through whichever api it is connected to. Call it after the commit. */
@Injectable()
export class ConsoleNotifier implements OnApplicationShutdown {
  #pending = consoleUpdate.parse({});
  readonly #progress = new Map<Provider, SyncProgress>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly transport: UpdateTransport) {}

  notify(update: Partial<Omit<ConsoleUpdate, 'tooMany'>>): void {
    this.#pending.recorded.push(...(update.recorded ?? []));
    this.#pending.resolved.push(...(update.resolved ?? []));
    this.#pending.orders.push(...(update.orders ?? []));
    this.#pending.signedOut.push(...(update.signedOut ?? []));
    for (const one of update.progress ?? []) this.#progress.set(one.provider, one);
    this.#timer ??= setTimeout(() => void this.send(), batchMs);
  }

  /** Listens to the updates of every process, this one included. */
  async listen(listener: UpdateListener): Promise<void> {
    await this.transport.listen({
      onMessage: (payload) => {
        const update = parseUpdate(payload);
        if (update) listener.onUpdate(update);
        else listener.refresh();
      },
      onReconnect: () => listener.refresh(),
    });
  }

  /** Connects an api's sockets to the transport. Call it before anybody connects to them. */
  join(namespace: ConsoleNamespace): void {
    this.transport.join(namespace);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer) await this.send();
    this.transport.close();
  }

  private async send(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { signedOut, ...changed } = this.#pending;
    const progress = [...this.#progress.values()];
    this.#pending = consoleUpdate.parse({});
    this.#progress.clear();
    for (let at = 0; at < signedOut.length; at += maxIds) {
      await this.transport.send(JSON.stringify({ signedOut: signedOut.slice(at, at + maxIds) }));
    }
    if (progress.length > 0) await this.transport.send(JSON.stringify({ progress }));
    const orders = [...new Set(changed.orders)];
    const ids = changed.recorded.length + changed.resolved.length + orders.length;
    if (ids > 0) await this.transport.send(JSON.stringify(ids > maxIds ? { tooMany: true } : { ...changed, orders }));
  }
}

/** Null for a payload that this version does not understand. */
function parseUpdate(payload: string): ConsoleUpdate | null {
  try {
    return consoleUpdate.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
