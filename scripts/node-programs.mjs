// How the compiled programs are run: by the pinned Node, with the settings of `.env`, which never outdo the environment's.
import { existsSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';

export function nodeFlags() {
  const env = inCheckout('.env');
  return [
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    ...(existsSync(env) ? [`--env-file=${env}`] : []),
  ];
}

export const compiled = (...path) => inCheckout('dist', ...path);
