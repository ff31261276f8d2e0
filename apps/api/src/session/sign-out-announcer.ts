/** Tells every api process that a session has ended, so that its sockets are closed; implemented by what holds the sockets. */
export abstract class SignOutAnnouncer {
  abstract signedOut(sessionRoom: string): void | Promise<void>;
}
