/** The reason of a signal that was aborted because its attempt timed out. */
export class JobTimeoutError extends Error {
  constructor(seconds: number) {
    super(`it took longer than ${seconds} s`);
  }
}

/** A job ends without its call being at fault: one of its steps failed, or its workers crashed. The log has the cause. */
export class JobFaultError extends Error {
  constructor(message = 'an error in Daybook itself, which its log describes') {
    super(message);
  }
}

/** The attempt is over for this worker: another one continues. */
export class JobLostError extends Error {}

/** The call failed, not what surrounds it. */
export class CallError extends Error {}
