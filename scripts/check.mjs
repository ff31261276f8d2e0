// `npm run check`: every `check:…` script of package.json, one per core, in the order they stand there; fails when one of
// them fails, after all have run.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { runCaptured } from './child-processes.mjs';
import { installMissing } from './install.mjs';
import { withProjectLock } from './project-lock.mjs';
import { inProject, runScript } from './project.mjs';

await runScript(async () => {
  await withProjectLock(() => installMissing(console.error), console.error);
  const { scripts } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const queue = Object.keys(scripts).filter((script) => script.startsWith('check:'));
  const outcome = { passed: [], failed: [] };
  const runQueued = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      const { code, output } = await runCaptured('npm', ['run', '--silent', name]);
      console.log(`\n${name}: ${scripts[name]}\n${output.trim() || 'No findings.'}`);
      (code === 0 ? outcome.passed : outcome.failed).push(name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runQueued));
  console.log(outcome.failed.length === 0 ? '\nEvery check passed.' : `\nFailed: ${outcome.failed.join(', ')}.`);
  if (process.env.CHECK_OUTCOME) writeFileSync(process.env.CHECK_OUTCOME, JSON.stringify(outcome));
  return outcome.failed.length === 0 ? 0 : 1;
});
