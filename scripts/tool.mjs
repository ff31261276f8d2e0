// `npm run task`, `migrate`, `reset-password`: installs and builds what is missing, then runs the program.
import { getReady } from './build.mjs';
import { pinnedNode, runScript, UserFacingError } from './checkout.mjs';
import { compiled, nodeFlags } from './node-programs.mjs';
import { handOver } from './run.mjs';

const launcher = (name) => compiled('apps', 'launcher', 'src', `${name}.js`);
const tools = {
  task: [launcher('with-database'), 'apps/worker/src/run-task.js'],
  migrate: [launcher('migrate')],
  'reset-password': [launcher('reset-password')],
};

const [name, ...args] = process.argv.slice(2);

await runScript(async () => {
  if (!Object.hasOwn(tools, name))
    throw new UserFacingError(`There is no tool "${name}"; there are ${Object.keys(tools).join(', ')}.`);
  await getReady(console.error);
  return handOver(pinnedNode, [...nodeFlags(), ...tools[name], ...args]);
});
