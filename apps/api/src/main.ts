import { Accounts } from '@daybook/accounts';
import { loadSettings, onProgramReport, UserFacingError, startProgram } from '@daybook/config';
import { assertSchemaCurrent, isDatabaseUnavailable } from '@daybook/database';
import { createApi } from './create-api.js';
import { ProgramReports } from './health/program-reports.js';

await startProgram(async () => {
  const settings = loadSettings();
  await assertSchemaCurrent(settings.databaseUrl);
  const app = await createApi(settings);
  app.enableShutdownHooks();
  const owner = await app.get(Accounts).ensureOwner();
  if (owner.password)
    console.log(`Sign in as ${owner.email} with the password ${owner.password}, which is shown this once.`);
  try {
    await app.listen(settings.port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UserFacingError(
      `Port ${settings.port} is taken: stop the program that listens there, or set PORT to another.`,
    );
  }
  onProgramReport((report) => void app.get(ProgramReports).receive(report));
}, isDatabaseUnavailable);
