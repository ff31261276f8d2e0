import { UnknownAccountError } from '@daybook/accounts';
import { UserFacingError } from '@daybook/config';
import { migrate } from '@daybook/database';
import { runDatabaseCommand } from './run-database-command.js';
import { withAccounts } from './with-accounts.js';

const [givenEmail] = process.argv.slice(2);

await runDatabaseCommand(async ({ settings }, databaseUrl) => {
  await migrate(databaseUrl);
  await withAccounts(settings, databaseUrl, async (accounts) => {
    const email = givenEmail ?? (await accounts.ensureOwner()).email;
    try {
      const password = await accounts.resetPassword(email);
      console.log(
        `Sign in as ${email} with the password ${password} (shown only once). Everyone who was signed in with the old one is signed out.`,
      );
    } catch (error) {
      throw error instanceof UnknownAccountError ? new UserFacingError(error.message) : error;
    }
  });
});
