// How the compiled programs are run: by the pinned Node, with the settings of `.env`, which never outdo the environment's.
import { inCheckout } from './checkout.mjs';

export const nodeFlags = () => ['--enable-source-maps', '--disable-warning=ExperimentalWarning', `--env-file-if-exists=${inCheckout('.env')}`];
export const compiled = (...path) => inCheckout('dist', ...path);
