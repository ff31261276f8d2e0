// Starts the embedded PostgreSQL in the given folder, prints its address, and keeps it running until this process ends.
import { startEmbeddedPostgres } from '../../dist/libs/database/src/index.js';

const server = await startEmbeddedPostgres({ dataDir: process.argv[2], log: () => undefined, durable: false });
console.log(server.url('postgres'));
process.once('SIGTERM', async () => {
  await server.stop();
  process.exit();
});
setInterval(() => undefined, 60_000);
