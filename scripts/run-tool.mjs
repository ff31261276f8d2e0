// `npm run task`, `migrate`, `reset-password`: installs and builds what is missing, then runs the program.
import { prepare } from './build.mjs';
import { runUntilExit } from './child-processes.mjs';
import { compiled, nodeFlags, pinnedNode, runScript, UserFacingError } from './project.mjs';

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
  await prepare(console.error);
  return runUntilExit(pinnedNode, [...nodeFlags(), ...tools[name], ...args]);
});
