// Runs once: starts a PostgreSQL with a migrated database that each test file copies, and a Redis if one is available.
import { startKeeper } from './test-servers.mjs';

export default async function globalSetup() {
  const { template, redis } = await startKeeper();
  // the workers inherit these
  process.env.DAYBOOK_TEST_TEMPLATE = template;
  if (redis) process.env.DAYBOOK_TEST_REDIS = redis;
}
