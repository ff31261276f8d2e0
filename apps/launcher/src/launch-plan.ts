import { join, resolve } from 'node:path';
import { loadSettings, SettingsError, type Settings } from '@daybook/config';
import { readSandbox, type OutsideService } from './outside-services.js';

/** What a start is going to do, settled before it does anything. */
export interface LaunchPlan {
  settings: Settings;
  /** Everything a checkout keeps: the database, logs, secrets made up here. */
  dataDir: string;
  /** What the sandbox stands in for. */
  sandboxed: readonly OutsideService[];
  /** A PostgreSQL of the owner's; null for the embedded one. */
  databaseUrl: string | null;
  /** The embedded database: the demo has one of its own, which a start with real settings never touches. */
  databaseName: 'daybook' | 'daybook_demo';
  /** The demo goes into the embedded demo database only, never into one of the owner's. */
  loadsDemo: boolean;
  env: NodeJS.ProcessEnv;
}

/** Reads the environment. Throws `SettingsError` naming every bad setting, a line each. */
export function planLaunch(environment: NodeJS.ProcessEnv, checkout: string): LaunchPlan {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const complaints: string[] = [];
  const settings = readSettings(env, complaints);
  const sandboxed = readSandbox(env, complaints);
  if (!settings || complaints.length > 0) throw new SettingsError(complaints.join('\n'));
  return {
    settings,
    dataDir: resolve(checkout, env['DATA_DIR'] ?? '.daybook'),
    sandboxed,
    databaseUrl: env['DATABASE_URL'] ?? null,
    databaseName: sandboxed.includes('stripe') ? 'daybook_demo' : 'daybook',
    loadsDemo: sandboxed.includes('stripe') && env['DATABASE_URL'] === undefined,
    env,
  };
}

function readSettings(env: NodeJS.ProcessEnv, complaints: string[]): Settings | undefined {
  try {
    // the embedded server's address is only known once it runs
    return loadSettings({ ...env, DATABASE_URL: env['DATABASE_URL'] ?? 'postgresql://127.0.0.1/daybook' });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    complaints.push(error.message);
    return undefined;
  }
}

export const logsDir = ({ dataDir }: LaunchPlan) => join(dataDir, 'logs');
