import { migrateAll } from './database-server.js';
import { runDatabaseCommand } from './run-database-command.js';

await runDatabaseCommand(async (_plan, databaseUrl) => {
  const ran = await migrateAll(databaseUrl);
  console.log(
    ran.length === 0 ? 'The database was up to date.' : `The database is up to date now (${ran.join(', ')}).`,
  );
});
