import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import type { UpdateEvents } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import type { SignedInUser } from '../security/browser-sessions.js';

interface SocketData {
  user: SignedInUser;
}
export type AdminNamespace = Namespace<ConsoleToServer, ServerToConsole, UpdateEvents, SocketData>;
export type AdminSocket = Socket<ConsoleToServer, ServerToConsole, UpdateEvents, SocketData>;
export type LocalEmitter = AdminNamespace['local'];

/** The console sockets of this api process. */
@Injectable()
export class ConnectedConsoles {
  #namespace: AdminNamespace | undefined;

  attach(namespace: AdminNamespace): void {
    this.#namespace = namespace;
  }

  get sockets(): AdminSocket[] {
    return [...(this.#namespace?.sockets.values() ?? [])];
  }

  /** Emits to this process's sockets alone, as every api emits to its own; undefined while there are none. */
  get localEmitter(): LocalEmitter | undefined {
    return this.#namespace && this.#namespace.sockets.size > 0 ? this.#namespace.local : undefined;
  }
}
