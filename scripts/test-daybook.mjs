import { getReady } from './build.mjs';
import { inCheckout, pinnedNode, runScript } from './checkout.mjs';
import { hasRedis } from '../test/support/redis-server.mjs';
import { run } from './run.mjs';

await runScript(async () => {
  await getReady(console.error);
  const jest = inCheckout('node_modules', 'jest', 'bin', 'jest.js');
  // SWC gives Jest ES modules, which Node lets it load behind a flag
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const env = { ...process.env, NODE_ENV: 'test' };
  const code = await run(pinnedNode, [...flags, jest, ...process.argv.slice(2)], { env });
  if (!hasRedis()) console.error('Left out: the tests on Redis. Set REDIS_URL, or install redis-server, to run them.');
  return code;
});
