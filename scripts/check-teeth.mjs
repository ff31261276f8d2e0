// `npm run check:teeth`: whether each safety of test/teeth still stands where `npm run test:teeth` takes it out.
import { patched } from '../test/teeth/patched.mjs';
import { teeth } from '../test/teeth/teeth.mjs';
import { root, runScript } from './checkout.mjs';

await runScript(async () => {
  for (const tooth of teeth) patched(tooth, root);
  console.log(`All ${teeth.length} safeties stand where they are looked for.`);
  return 0;
});
