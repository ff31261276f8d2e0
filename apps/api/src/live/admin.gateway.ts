import { adminNamespace } from '@daybook/contract';
import { ConsoleNotifier } from '@daybook/realtime';
import { Logger } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import { BrowserSessions } from '../security/browser-sessions.js';
import { SameOrigin } from '../security/same-origin.js';
import type { AdminNamespace, AdminSocket } from './admin-sockets.js';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';

/** The error a handshake is refused with; `data` reaches the console. */
class Refused extends Error {
  constructor(
    message: string,
    readonly data: { code: 'unauthenticated' | 'cross_site' | 'unavailable' },
  ) {
    super(message);
  }
}

/** Where consoles connect. They are let in once, at the handshake, and only listen. */
@WebSocketGateway({
  namespace: adminNamespace,
  transports: ['websocket'],
  serveClient: false,
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
    private readonly news: ConsoleNotifier,
  ) {}

  afterInit(namespace: AdminNamespace): void {
    this.news.join(namespace);
    // Guards do not see the handshake.
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : new Error(String(error))),
      );
    });
    this.consoles.attach(namespace);
  }

  async handleConnection(socket: AdminSocket): Promise<void> {
    await socket.join(socket.data.signedIn.sessionRoom);
    await this.attention.tell(socket);
  }

  private async admit(socket: AdminSocket): Promise<void> {
    if (!this.sameOrigin.allows(socket.request)) throw new Refused('Another site.', { code: 'cross_site' });
    const signedIn = await this.sessions.sessionOf(socket.request).catch((error: unknown) => {
      this.#log.warn(`A console could not be let in: ${String(error)}`);
      throw new Refused('Try again in a moment.', { code: 'unavailable' });
    });
    if (!signedIn) throw new Refused('Sign in first.', { code: 'unauthenticated' });
    socket.data.signedIn = signedIn;
  }
}
