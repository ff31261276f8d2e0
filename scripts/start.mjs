// `npm start`: from a fresh clone to a running Daybook.
import './assert-node-version.mjs';
import { prepare } from './build.mjs';
import { runUntilExit } from './child-processes.mjs';
import { compiled, nodeFlags, pinnedNode, runScript } from './project.mjs';

await runScript(async () => {
  await prepare(console.log);
  return runUntilExit(pinnedNode, [...nodeFlags(), compiled('apps', 'launcher', 'src', 'main.js')]);
});
