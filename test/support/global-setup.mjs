// Once for the whole run: a PostgreSQL with a migrated database that each test file copies.
import { startKeeper } from './keep-postgres.mjs';

export default async function globalSetup() {
  globalThis.keeper = await startKeeper();
  // the workers inherit this
  process.env.DAYBOOK_TEST_TEMPLATE = globalThis.keeper.url;
}
