import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { consoleSocketFactory } from '../src/api/live-connection';
import { SessionStore } from '../src/api/session-store';
import { FakeApi } from './fake-api';
import { FakeSocket } from './fake-socket';

/** A console with somebody signed in and its socket open, between a made-up api and a made-up server. */
export async function aConsole(
  ...providers: (EnvironmentProviders | Provider)[]
): Promise<{ api: FakeApi; socket: FakeSocket }> {
  // jsdom has no popovers: their content is always there.
  HTMLElement.prototype.hidePopover = () => undefined;
  const api = new FakeApi();
  const socket = new FakeSocket();
  TestBed.configureTestingModule({
    providers: [provideRouter([]), { provide: consoleSocketFactory, useValue: () => socket.asSocket }, ...providers],
  });
  await TestBed.inject(SessionStore).ensureLoaded();
  socket.simulateConnect();
  return { api, socket };
}
