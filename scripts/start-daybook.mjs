import { getReady } from './build.mjs';
import { pinnedNode, runScript } from './checkout.mjs';
import { compiled, nodeFlags } from './node-programs.mjs';
import { handOver } from './run.mjs';

await runScript(async () => {
  await getReady(console.log);
  return handOver(pinnedNode, [...nodeFlags(), compiled('apps', 'launcher', 'src', 'main.js')]);
});
