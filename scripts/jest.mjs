// Jest as this project runs it, on what was built.
import { inCheckout, pinnedNode } from './checkout.mjs';
import { run } from './run.mjs';

/** Gives Jest's exit code. */
export function runJest(args, env = {}) {
  const jest = inCheckout('node_modules', 'jest', 'bin', 'jest.js');
  // SWC gives Jest ES modules, which Node lets it load behind a flag
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return run(pinnedNode, [...flags, jest, ...args], { env: { ...process.env, NODE_ENV: 'test', ...env } });
}
