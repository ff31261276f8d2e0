// Child processes of the scripts, and what becomes of them when the script is told to stop.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './checkout.mjs';

const running = new Set();
let told;
let handedOver = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    told = signal;
    for (const child of running) {
      child.kill(signal);
      // npm takes half a minute to undo an install; a half one is noticed and done again anyway
      if (!handedOver) setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
    }
    if (running.size === 0 && !handedOver) endAsTold();
  });
}

/** Runs a command in the checkout and gives its exit code. A signal to this script goes to the command, then ends both. */
export async function run(command, args, options) {
  const code = await finish(spawn(command, args, { cwd: root, stdio: 'inherit', ...options }));
  if (told) endAsTold();
  return code;
}

/** The same with its output kept back, and shown only if it fails. */
export async function runQuietly(command, args, options) {
  const { code, output } = await runAside(command, args, options);
  if (code !== 0) process.stderr.write(output);
  return code;
}

/** The same with its output given back, whatever becomes of it. */
export async function runAside(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await finish(child);
  if (told) endAsTold();
  return { code, output: Buffer.concat(output).toString() };
}

/** Hands the rest over to a command that knows how to stop by itself: its exit code is this script's. */
export async function handOver(command, args, options) {
  handedOver = true;
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], ...options });
  stopWithNpm(child);
  return finish(child);
}

function finish(child) {
  running.add(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => running.delete(child));
}

/** A killed npm cannot tell us that it is gone; we get another parent then. */
function stopWithNpm(child) {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 500).unref();
}

function endAsTold() {
  process.exit(128 + constants.signals[told]);
}
