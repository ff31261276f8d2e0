/** Why a try's signal is aborted once its time is up; otherwise the try is gone on with elsewhere. */
export class JobTimeoutError extends Error {
  constructor(seconds: number) {
    super(`it took longer than ${seconds} s`);
  }
}
