import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

// in the project, not in `dist`
const folder = join(dirname(findPackageJSON('.', import.meta.url) ?? '.'), 'apps/api');
export const viewsFolder = join(folder, 'views');
const publicFolder = join(folder, 'public');

const css = readFileSync(join(publicFolder, 'shop.css'), 'utf8');
const hash = createHash('sha256').update(css).digest('hex').slice(0, 12);

export const stylesheet = { path: `/shop/shop-${hash}.css`, text: css };
export const shopIcon = readFileSync(join(publicFolder, 'icon.svg'), 'utf8');
