import { migrateAll } from './database-server.js';
import { runTool } from './tool.js';

await runTool(async (_plan, databaseUrl) => {
  const ran = await migrateAll(databaseUrl);
  console.log(
    ran.length === 0 ? 'The database was up to date.' : `The database is up to date now (${ran.join(', ')}).`,
  );
});
