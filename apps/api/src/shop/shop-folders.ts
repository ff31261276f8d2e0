import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const checkout = dirname(findPackageJSON('.', import.meta.url) ?? '.');

/** The shop's own files stand in the project, not in `dist`. */
export const viewsFolder = join(checkout, 'apps/api/views');
export const publicFolder = join(checkout, 'apps/api/public');
