import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadSandboxPorts } from './ports.js';
import { programEnv } from './program-env.js';
import { nodeFlags } from './program.js';
import { runDatabaseCommand } from './run-database-command.js';

const [program = '', ...args] = process.argv.slice(2);

/** Runs another compiled program with `DATABASE_URL` and the sandbox's addresses set. */
await runDatabaseCommand(async (plan, databaseUrl) => {
  const script = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
  const child = spawn(process.execPath, [...nodeFlags, script, ...args], {
    env: programEnv(plan, databaseUrl, plan.sandboxed.length > 0 ? loadSandboxPorts(plan.dataDir) : null),
    stdio: 'inherit',
  });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
});
