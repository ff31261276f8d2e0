/** Runs the jobs that were enqueued. Stops with the application, within 10 seconds. */
export abstract class JobWorker {
  /**
   * Call it once, when the application has started. Throws `SchemaError` when the job tables are missing or older than this
   * version.
   */
  abstract start(): Promise<void>;
}
