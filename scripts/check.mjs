// `npm run check`: every `check:…` script of package.json, whatever the others say; fails when one of them does.
import { readFileSync, writeFileSync } from 'node:fs';
import { inCheckout, runScript } from './checkout.mjs';
import { installMissing } from './install.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { run } from './run.mjs';

await runScript(async () => {
  await oneAtATime(
    () => installMissing(console.error),
    () => console.error('Another command installs or builds here; waiting for it …'),
  );
  const { scripts } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8'));
  const outcome = { passed: [], failed: [] };
  for (const name of Object.keys(scripts).filter((script) => script.startsWith('check:'))) {
    console.log(`\n${name}: ${scripts[name]}`);
    const code = await run('npm', ['run', '--silent', name]);
    (code === 0 ? outcome.passed : outcome.failed).push(name);
  }
  console.log(outcome.failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${outcome.failed.join(', ')}.`);
  if (process.env.CHECK_OUTCOME) writeFileSync(process.env.CHECK_OUTCOME, JSON.stringify(outcome));
  return outcome.failed.length === 0 ? 0 : 1;
});
