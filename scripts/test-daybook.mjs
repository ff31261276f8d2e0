import { getReady } from './build.mjs';
import { runScript } from './checkout.mjs';
import { runJest } from './jest.mjs';

await runScript(async () => {
  await getReady(console.error);
  return runJest(process.argv.slice(2));
});
