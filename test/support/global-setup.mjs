// Once for the whole run: a PostgreSQL with a migrated database that each test file copies.
import { startKeeper } from './keep-postgres.mjs';

export default async function globalSetup() {
  // the workers inherit this
  process.env.DAYBOOK_TEST_TEMPLATE = await startKeeper();
}
