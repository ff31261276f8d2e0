import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The user the server runs as, in the shape that `spawn` takes. Empty for the caller's own account. */
export interface ServerAccount {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: it then runs as the owner of its folder, or as `postgres`, which is created if missing. */
export function ensureServerAccount(candidateFolders: string[]): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  return (
    candidateFolders.map(nonRootOwnerOf).find((owner) => owner !== undefined) ??
    accountOf('postgres') ??
    createAccount('postgres')
  );
}

/** Whether the account may enter and read `path` and every folder above it. */
export function canReach(account: ServerAccount, path: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], { ...account, cwd: '/' }).status === 0
  );
}

function nonRootOwnerOf(folder: string): ServerAccount | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function accountOf(name: string): ServerAccount | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function createAccount(name: string): ServerAccount {
  // of two first starts at once, the second one finds the account that the first one has created
  for (const [command, ...args] of createUserCommands(name)) {
    spawnSync(command, args, { stdio: 'ignore' });
    const account = accountOf(name);
    if (account) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the user "${name}" could not be created: create it, or set DATABASE_URL.`,
  );
}

/** For Debian, then for Alpine. */
const createUserCommands = (name: string): [string, ...string[]][] => [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name],
  ['adduser', '-S', '-D', '-H', '-s', '/bin/false', name],
];
