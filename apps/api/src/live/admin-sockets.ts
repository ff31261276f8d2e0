import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import type { UpdateEvents } from '@daybook/realtime';
import type { Namespace, Socket } from 'socket.io';
import type { SignedInUser } from '../security/browser-sessions.js';

export interface SocketData {
  signedIn: SignedInUser;
}
export type AdminNamespace = Namespace<ConsoleToServer, ServerToConsole, UpdateEvents, SocketData>;
export type AdminSocket = Socket<ConsoleToServer, ServerToConsole, UpdateEvents, SocketData>;
export type Audience = AdminNamespace['local'];
