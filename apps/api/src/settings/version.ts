import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

const about = JSON.parse(readFileSync(findPackageJSON('.', import.meta.url) ?? '', 'utf8')) as { version: string };

/** Daybook's own, such as `1.2.0`. */
export const { version } = about;
