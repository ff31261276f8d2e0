import { getReady } from './build.mjs';
import { inCheckout, pinnedNode, runScript } from './checkout.mjs';
import { run } from './run.mjs';

await runScript(async () => {
  await getReady(console.error);
  const jest = inCheckout('node_modules', 'jest', 'bin', 'jest.js');
  // SWC gives Jest ES modules, which Node lets it load behind a flag
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return run(pinnedNode, [...flags, jest, ...process.argv.slice(2)], { env: { ...process.env, NODE_ENV: 'test' } });
});
