import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFreePort } from './find-free-port.js';
import { afterAll } from '@jest/globals';
import { webhookSecret } from './webhook-secret.js';
import { waitFor } from './wait-for.js';

const dist = new URL('../../dist/', import.meta.url).pathname;
/** Generous, because many programs start at once on a busy machine. */
const millisecondsToStart = 120_000;
const millisecondsToFinish = 30_000;

/** A compiled Daybook program in a separate process. */
export interface RunningProgram {
  /** Its address; the worker has no server. */
  url: string;
  port: number;
  pid: number;
  /** Everything it has written so far. */
  output(): string;
  /** Waits until its output contains the text. */
  says(text: string | RegExp): Promise<void>;
  /** Suspends it, as on a stalled machine, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Kills it and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends SIGTERM, waits for the exit and returns its code. Throws if the process had to be killed. */
  stop(): Promise<number | null>;
}

export type Program = 'api' | 'worker' | 'sandbox';

/** Starts programs for the tests of one file, and kills those that still run after them. */
export function usePrograms() {
  const running: RunningProgram[] = [];
  const end = async () => {
    await Promise.all(running.splice(0).map((program) => program.kill()));
  };
  afterAll(end);
  return {
    /** Kills them all, before their database is dropped. */
    end,
    /** Starts a program on a free port (or `env.PORT`) and waits until it is ready. */
    async start(program: Program, env: Record<string, string>): Promise<RunningProgram> {
      const started = await startProgram(program, env);
      running.push(started);
      return started;
    },
  };
}

/** Starts a program and waits until it is ready. The caller ends it. */
export async function startProgram(name: Program, env: Record<string, string>): Promise<RunningProgram> {
  const port = Number(env['PORT'] ?? (await findFreePort()));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `${dist}apps/${name}/src/main.js`], {
    env: { ...inheritedEnv(), ...sharedEnv(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const program = describeProgram(child, port);
  try {
    await untilReady(name, program, child);
  } catch (error) {
    await program.kill();
    throw new Error(`The ${name} did not start. It wrote:\n${program.output()}`, { cause: error });
  }
  return program;
}

/** Starts a test script in a separate process, which prints when it is ready. The caller ends it. */
export function startScript(script: URL, args: string[]): RunningProgram {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(script), ...args], {
    env: inheritedEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return describeProgram(child, 0);
}

/** The only variables of the tester's environment that a program inherits. */
function inheritedEnv(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE };
}

function sharedEnv(port: number): Record<string, string> {
  return {
    PORT: String(port),
    SANDBOX_PORT: String(port),
    STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    ACCEPT_FOREIGN_SESSIONS: 'on',
  };
}

function describeProgram(child: ChildProcess, port: number): RunningProgram {
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const output = () => written.join('');
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    output,
    says: async (text) => {
      await waitFor(() => (typeof text === 'string' ? output().includes(text) : text.test(output())), {
        within: millisecondsToStart,
      });
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: () => end(child, 'SIGKILL'),
    stop: async () => {
      const force = setTimeout(() => child.kill('SIGKILL'), millisecondsToFinish);
      await end(child, 'SIGTERM');
      clearTimeout(force);
      if (child.signalCode === 'SIGKILL') throw new Error(`It did not stop when asked to. It wrote:\n${output()}`);
      return child.exitCode;
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

async function untilReady(name: Program, program: RunningProgram, child: ChildProcess): Promise<void> {
  let saidReady = false;
  child.once('message', (message) => (saidReady = message === 'ready'));
  await waitFor(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) return 'ended';
      return name === 'sandbox' ? (await fetch(program.url)).ok : saidReady;
    },
    { within: millisecondsToStart },
  );
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended.');
}
