import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxSettings } from '../settings.js';

const soonMs = 50;

interface Part<T> {
  save: () => T;
  restore: (value: T) => void;
}

/**
 * What outlives a restart of the sandbox: orders that a running Daybook waits for, its webhooks, what was paid. One file in
 * `DATA_DIR`, written shortly after a change; without the setting nothing is kept.
 */
@Injectable()
export class KeptState implements OnModuleDestroy {
  private readonly logger = new Logger('Sandbox');
  private readonly parts = new Map<string, () => unknown>();
  private readonly path: string | null;
  private readonly earlier: Record<string, unknown>;
  private soon: NodeJS.Timeout | undefined;

  constructor(settings: SandboxSettings) {
    this.path = settings.dataDir === undefined ? null : join(settings.dataDir, 'sandbox-state.json');
    this.earlier = this.path === null ? {} : read(this.path);
  }

  onModuleDestroy(): void {
    if (this.soon) this.write();
  }

  /** Restores at once what an earlier sandbox kept under `name`. */
  keep<T>(name: string, { save, restore }: Part<T>): void {
    this.parts.set(name, save);
    if (name in this.earlier) restore(this.earlier[name] as T);
  }

  changed(): void {
    if (this.path !== null) this.soon ??= setTimeout(() => this.write(), soonMs);
  }

  private write(): void {
    clearTimeout(this.soon);
    this.soon = undefined;
    if (this.path === null) return;
    const state = Object.fromEntries([...this.parts].map(([name, save]) => [name, save()]));
    try {
      // renamed into place: a kill half-way leaves the old file
      writeFileSync(`${this.path}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      this.logger.warn(`The sandbox cannot keep its state: ${String(error)}`);
    }
  }
}

function read(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
