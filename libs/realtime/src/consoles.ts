import { providers, type Provider } from '@daybook/contract';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { NewsCarrier, type ConsoleNamespace } from './news-carrier.js';

const count = z.int().min(0);
const progress = z.object({ provider: z.enum(providers), done: count, total: count });
export type SyncProgress = z.infer<typeof progress>;

/** What the consoles are told, as it crosses between processes: ids only, the reader looks them up. */
const news = z.object({
  recorded: z.array(z.string()).default([]),
  resolved: z.array(z.string()).default([]),
  orders: z.array(z.string()).default([]),
  signedOut: z.array(z.string()).default([]),
  /** How far product syncs have come; of each provider only the latest. */
  progress: z.array(progress).default([]),
  /** More happened at once than is worth telling one by one. */
  much: z.boolean().default(false),
});
export type News = z.infer<typeof news>;

export interface NewsReader {
  read(news: News): void;
  /** Something may have been missed. */
  askAgain(): void;
}

/** Long enough to gather what one transaction or one burst tells, far below what a person notices. */
const gatherMs = 50;
/** Ids in one signal: as many rooms, which are the longest of them, as PostgreSQL takes. */
const mostIds = 90;

/** Tells every console, through whichever api it is connected to. Call it after the commit. */
@Injectable()
export class Consoles implements OnApplicationShutdown {
  #gathered = news.parse({});
  readonly #progress = new Map<Provider, SyncProgress>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly carrier: NewsCarrier) {}

  tell(some: Partial<Omit<News, 'much'>>): void {
    this.#gathered.recorded.push(...(some.recorded ?? []));
    this.#gathered.resolved.push(...(some.resolved ?? []));
    this.#gathered.orders.push(...(some.orders ?? []));
    this.#gathered.signedOut.push(...(some.signedOut ?? []));
    for (const one of some.progress ?? []) this.#progress.set(one.provider, one);
    this.#timer ??= setTimeout(() => void this.send(), gatherMs);
  }

  /** Hears what any process tells. */
  async listen(reader: NewsReader): Promise<void> {
    await this.carrier.listen({
      heard: (payload) => {
        const heard = readNews(payload);
        if (heard) reader.read(heard);
        else reader.askAgain();
      },
      missedSome: () => reader.askAgain(),
    });
  }

  /** Lets an api's sockets hear them; to be called before anybody is connected. */
  join(namespace: ConsoleNamespace): void {
    this.carrier.join(namespace);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer) await this.send();
    this.carrier.close();
  }

  private async send(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { signedOut, ...told } = this.#gathered;
    const progress = [...this.#progress.values()];
    this.#gathered = news.parse({});
    this.#progress.clear();
    for (let at = 0; at < signedOut.length; at += mostIds) {
      await this.carrier.send(JSON.stringify({ signedOut: signedOut.slice(at, at + mostIds) }));
    }
    if (progress.length > 0) await this.carrier.send(JSON.stringify({ progress }));
    const orders = [...new Set(told.orders)];
    const ids = told.recorded.length + told.resolved.length + orders.length;
    if (ids > 0) await this.carrier.send(JSON.stringify(ids > mostIds ? { much: true } : { ...told, orders }));
  }
}

/** Null for what is no news of ours, as from another version beside this one. */
function readNews(payload: string): News | null {
  try {
    return news.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
