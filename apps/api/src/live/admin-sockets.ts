import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import type { NewsEvents } from '@daybook/realtime';
import type { Namespace, Socket } from 'socket.io';
import type { SignedInUser } from '../security/browser-sessions.js';

export interface SocketData {
  signedIn: SignedInUser;
}
export type AdminNamespace = Namespace<ConsoleToServer, ServerToConsole, NewsEvents, SocketData>;
export type AdminSocket = Socket<ConsoleToServer, ServerToConsole, NewsEvents, SocketData>;
export type Audience = AdminNamespace['local'];
