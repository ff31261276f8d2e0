import { Injectable } from '@nestjs/common';
import type { AdminNamespace } from './admin-sockets.js';

/** The sockets of this api process. */
@Injectable()
export class ConnectedConsoles {
  #namespace: AdminNamespace | undefined;

  attach(namespace: AdminNamespace): void {
    this.#namespace = namespace;
  }

  /** The namespace, while somebody is connected to it: telling nobody costs nothing. */
  get audience(): AdminNamespace | undefined {
    return this.#namespace && this.#namespace.sockets.size > 0 ? this.#namespace : undefined;
  }
}
