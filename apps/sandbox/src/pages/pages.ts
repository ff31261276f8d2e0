import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { SandboxSettings } from '../settings.js';
import { sandboxFolder } from './folders.js';
import type { PageModels } from './page-models.js';

/** Renders the pages: which views there are, and what each is given, is typed by `PageModels`. */
@Injectable()
export class Pages {
  private readonly eta = new Eta({ views: sandboxFolder('views'), cache: true, autoEscape: true });

  constructor(private readonly settings: SandboxSettings) {}

  render<Page extends keyof PageModels>(page: Page, model: PageModels[Page]): string {
    return this.eta.render(page, { ...model, page, shop: this.settings.shop });
  }
}
