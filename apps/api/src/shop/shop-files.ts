import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicFolder } from './shop-folders.js';

const css = readFileSync(join(publicFolder, 'shop.css'), 'utf8');
const hash = createHash('sha256').update(css).digest('hex').slice(0, 12);

export const stylesheet = { address: `/shop/shop-${hash}.css`, text: css };
export const shopIcon = readFileSync(join(publicFolder, 'icon.svg'), 'utf8');
