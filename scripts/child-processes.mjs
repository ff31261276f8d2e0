// Child processes of the scripts, and how they stop with the script.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './project.mjs';

const running = new Set();
let stopSignal;
let childStopsItself = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopSignal = signal;
    for (const child of running) {
      child.kill(signal);
      // npm takes half a minute to undo an install; the next command repairs a half one anyway
      if (!childStopsItself) setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
    }
    if (running.size === 0 && !childStopsItself) exitOnSignal();
  });
}

/** Runs a command in the project and returns its exit code. A signal to this script goes to the command, then ends both. */
export async function run(command, args, options) {
  const code = await exitOf(spawn(command, args, { cwd: root, stdio: 'inherit', ...options }));
  if (stopSignal) exitOnSignal();
  return code;
}

/** Like `run`, but shows the output only when the command fails. */
export async function runQuietly(command, args, options) {
  const { code, output } = await runCaptured(command, args, options);
  if (code !== 0) process.stderr.write(output);
  return code;
}

/** Like `run`, but returns the output. */
export async function runCaptured(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await exitOf(child);
  if (stopSignal) exitOnSignal();
  return { code, output: Buffer.concat(output).toString() };
}

/** Runs a command that handles signals itself; its exit code becomes this script's. */
export async function runUntilExit(command, args, options) {
  childStopsItself = true;
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], ...options });
  stopWithNpm(child);
  return exitOf(child);
}

function exitOf(child) {
  running.add(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => running.delete(child));
}

/** A killed npm cannot pass its signal on, but this process then gets another parent. */
function stopWithNpm(child) {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 500).unref();
}

function exitOnSignal() {
  process.exit(128 + constants.signals[stopSignal]);
}
