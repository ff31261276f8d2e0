import type { SignalListener, Signals } from '@daybook/database';
import { NewsCarrier } from './news-carrier.js';

const channel = 'daybook_consoles';

/** News by way of PostgreSQL, which every process has a connection to. */
export class NewsBySignals extends NewsCarrier {
  constructor(private readonly signals: Signals) {
    super();
  }

  send(payload: string): Promise<void> {
    return this.signals.send(channel, payload);
  }

  listen(listener: SignalListener): Promise<void> {
    return this.signals.listen(channel, listener);
  }

  override join(): void {
    // nothing stands between the apis' sockets: each api hears its signals
  }

  override close(): void {
    // the signals' connection serves others, too
  }
}
