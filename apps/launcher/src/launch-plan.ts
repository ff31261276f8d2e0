import { join, resolve } from 'node:path';
import { loadSettings, SettingsError, type Settings } from '@daybook/config';
import { findSandboxed, type ExternalService } from './external-services.js';

/** Everything a start decides before it does anything. */
export interface LaunchPlan {
  settings: Settings;
  /** Holds the embedded database, the logs and generated secrets. */
  dataDir: string;
  sandboxed: readonly ExternalService[];
  /** The owner's PostgreSQL; null for the embedded one. */
  databaseUrl: string | null;
  /** In the embedded server. The demo has a database of its own, which a start with real settings never uses. */
  databaseName: 'daybook' | 'daybook_demo';
  /** Only the embedded demo database gets the demo. */
  loadsDemo: boolean;
  env: NodeJS.ProcessEnv;
}

/** Reads the environment. Throws `SettingsError` with a line for each bad setting. */
export function planLaunch(environment: NodeJS.ProcessEnv, projectDir: string): LaunchPlan {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const errors: string[] = [];
  const settings = readSettings(env, errors);
  const sandboxed = findSandboxed(env, errors);
  if (!settings || errors.length > 0) throw new SettingsError(errors.join('\n'));
  return {
    settings,
    dataDir: resolve(projectDir, env['DATA_DIR'] ?? '.daybook'),
    sandboxed,
    databaseUrl: env['DATABASE_URL'] ?? null,
    databaseName: sandboxed.includes('stripe') ? 'daybook_demo' : 'daybook',
    loadsDemo: sandboxed.includes('stripe') && env['DATABASE_URL'] === undefined,
    env,
  };
}

function readSettings(env: NodeJS.ProcessEnv, errors: string[]): Settings | undefined {
  try {
    // the embedded server's address is unknown until it runs
    return loadSettings({ ...env, DATABASE_URL: env['DATABASE_URL'] ?? 'postgresql://127.0.0.1/daybook' });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    errors.push(error.message);
    return undefined;
  }
}

export const logsDir = ({ dataDir }: Pick<LaunchPlan, 'dataDir'>) => join(dataDir, 'logs');
