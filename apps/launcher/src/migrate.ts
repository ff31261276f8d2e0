import { migrate } from '@daybook/database';
import { runTool } from './tool.js';

await runTool(async (_plan, databaseUrl) => {
  const ran = await migrate(databaseUrl);
  console.log(ran.length === 0 ? 'The database was up to date.' : `The database is up to date now (${ran.join(', ')}).`);
});
