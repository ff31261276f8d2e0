import { adminNamespace } from '@daybook/contract';
import { ConsoleNotifier } from '@daybook/realtime';
import { Logger } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import { BrowserSessions } from '../security/browser-sessions.js';
import { SameOrigin } from '../security/same-origin.js';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles, type AdminNamespace, type AdminSocket } from './connected-consoles.js';

/** Refuses a handshake; `data` reaches the console. */
class HandshakeError extends Error {
  constructor(
    message: string,
    readonly data: { code: 'unauthenticated' | 'cross_site' | 'unavailable' },
  ) {
    super(message);
  }
}

/** The socket that consoles connect to. They authenticate once, at the handshake, and only receive. */
@WebSocketGateway({
  namespace: adminNamespace,
  transports: ['websocket'],
  serveClient: false,
  connectTimeout: 10_000,
  pingInterval: 15_000,
  pingTimeout: 20_000,
  maxHttpBufferSize: 16_384,
})
export class AdminGateway implements OnGatewayInit<AdminNamespace>, OnGatewayConnection<AdminSocket> {
  readonly #log = new Logger(AdminGateway.name);

  constructor(
    private readonly sessions: BrowserSessions,
    private readonly sameOrigin: SameOrigin,
    private readonly consoles: ConnectedConsoles,
    private readonly attention: AttentionPush,
    private readonly notifier: ConsoleNotifier,
  ) {}

  afterInit(namespace: AdminNamespace): void {
    this.notifier.attachNamespace(namespace);
    // Nest's guards do not run at the handshake.
    namespace.use((socket, next) => {
      this.authenticate(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : new Error(String(error))),
      );
    });
    this.consoles.attach(namespace);
  }

  async handleConnection(socket: AdminSocket): Promise<void> {
    await socket.join(socket.data.user.sessionRoom);
    await this.attention.push(socket);
  }

  private async authenticate(socket: AdminSocket): Promise<void> {
    if (!this.sameOrigin.allows(socket.request)) throw new HandshakeError('Another site.', { code: 'cross_site' });
    const user = await this.sessions.findUser(socket.request).catch((error: unknown) => {
      this.#log.warn(`A console could not connect: ${String(error)}`);
      throw new HandshakeError('Try again in a moment.', { code: 'unavailable' });
    });
    if (!user) throw new HandshakeError('Sign in first.', { code: 'unauthenticated' });
    socket.data.user = user;
  }
}
