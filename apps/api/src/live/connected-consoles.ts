import { Injectable } from '@nestjs/common';
import type { AdminNamespace, AdminSocket, Audience } from './admin-sockets.js';

/** The sockets of this api process. */
@Injectable()
export class ConnectedConsoles {
  #namespace: AdminNamespace | undefined;

  attach(namespace: AdminNamespace): void {
    this.#namespace = namespace;
  }

  get sockets(): AdminSocket[] {
    return [...(this.#namespace?.sockets.values() ?? [])];
  }

  /** Those connected here, while there are any: telling nobody costs nothing, and other apis tell their own. */
  get audience(): Audience | undefined {
    return this.#namespace && this.#namespace.sockets.size > 0 ? this.#namespace.local : undefined;
  }
}
