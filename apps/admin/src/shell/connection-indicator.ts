import { Component, computed, inject } from '@angular/core';
import { LiveConnection, type ConnectionState } from '../api/live-connection';

const stateTexts: Record<ConnectionState, string> = {
  off: '',
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
};

@Component({
  selector: 'app-connection-indicator',
  template: '<i aria-hidden="true"></i>{{ text() }}',
  host: { role: 'status', '[attr.data-state]': 'state()' },
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
      color: var(--ink-2);
      font-size: 13px;
      white-space: nowrap;
    }
    i {
      flex: none;
      width: 8px;
      height: 8px;
      border: 1.5px solid var(--edge);
      border-radius: 50%;
    }
    :host([data-state='live']) i {
      border-color: var(--info);
      background: var(--info);
    }
    :host([data-state='reconnecting']) {
      color: var(--warning);
    }
    :host([data-state='reconnecting']) i {
      border-color: var(--warning);
      animation: wait 1s ease-in-out infinite alternate;
    }
    @keyframes wait {
      to {
        opacity: 0.3;
      }
    }
  `,
})
export class ConnectionIndicator {
  protected readonly state = inject(LiveConnection).state;
  protected readonly text = computed(() => stateTexts[this.state()]);
}
