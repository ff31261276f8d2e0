import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** Where `npm run build` puts the console. */
@Injectable()
export class ConsoleFolder {
  readonly path: string = join(dirname(findPackageJSON('.', import.meta.url) ?? '.'), 'dist/admin/browser');
}
