// Jest as this project runs it, on what was built.
import { run } from './child-processes.mjs';
import { inProject, pinnedNode } from './project.mjs';

/** SWC gives Jest ES modules, which Node lets it load behind a flag. */
export const jestCommand = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  inProject('node_modules', 'jest', 'bin', 'jest.js'),
];

export const testEnv = {
  NODE_ENV: 'test',
  NODE_COMPILE_CACHE: inProject('node_modules', '.cache', 'compiled'),
};

export function runJest(args, env = {}) {
  return run(pinnedNode, [...jestCommand, ...args], { env: { ...process.env, ...testEnv, ...env } });
}
