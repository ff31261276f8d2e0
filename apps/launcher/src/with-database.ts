import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programEnv } from './program-env.js';
import { rememberedPorts } from './sandbox-ports.js';
import { runTool } from './tool.js';

const [program = '', ...args] = process.argv.slice(2);

/** Runs another compiled program with `DATABASE_URL` set, whichever database it is. */
await runTool(async (plan, databaseUrl) => {
  const script = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--disable-warning=ExperimentalWarning', script, ...args],
    {
      env: programEnv(plan, databaseUrl, plan.sandboxed.length > 0 ? rememberedPorts(plan.dataDir) : null),
      stdio: 'inherit',
    },
  );
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  process.exitCode = code;
});
