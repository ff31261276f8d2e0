import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import type { Namespace, Socket } from 'socket.io';
import type { SignedIn } from '../security/browser-sessions.js';

export interface SocketData {
  signedIn: SignedIn;
}
type NoEvents = Record<never, never>;
export type AdminNamespace = Namespace<ConsoleToServer, ServerToConsole, NoEvents, SocketData>;
export type AdminSocket = Socket<ConsoleToServer, ServerToConsole, NoEvents, SocketData>;
