import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** Whom the server runs as; its fields go to `spawn` as they are. Empty for the caller's own account. */
export interface ServerAccount {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: then it runs as the owner of its folder, else as `postgres`, made if missing. */
export function serverAccount(folders: string[]): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  return (
    folders.map(ownerOf).find((owner) => owner !== undefined) ?? accountOf('postgres') ?? createAccount('postgres')
  );
}

/** Whether that account may enter and read `path`, every folder above it included. */
export function reaches(account: ServerAccount, path: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], { ...account, cwd: '/' }).status === 0
  );
}

function ownerOf(folder: string): ServerAccount | undefined {
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
  // two first starts at once both try: whoever comes second finds the account made
  for (const [command, ...args] of accountMakers(name)) {
    spawnSync(command, args, { stdio: 'ignore' });
    const account = accountOf(name);
    if (account) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the user "${name}" could not be made: make it, or set DATABASE_URL.`,
  );
}

/** Debian's way, then Alpine's. */
const accountMakers = (name: string): [string, ...string[]][] => [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name],
  ['adduser', '-S', '-D', '-H', '-s', '/bin/false', name],
];
