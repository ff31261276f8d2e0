import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { SandboxSettings } from '../settings.js';
import { sandboxFolder } from './folders.js';
import { inWords, navigationFor } from './navigation.js';
import type { PageModels } from './page-models.js';

/** Renders the pages: which views there are, and what each is given, is typed by `PageModels`. */
@Injectable()
export class Pages {
  private readonly eta = new Eta({ views: sandboxFolder('views'), cache: true, autoEscape: true });

  constructor(private readonly settings: SandboxSettings) {}

  render<Page extends keyof PageModels>(page: Page, model: PageModels[Page]): string {
    const { shop, services } = this.settings;
    const around = { page, shop, nav: navigationFor(services), standsInFor: inWords(services) };
    return this.eta.render(page, { ...model, ...around });
  }
}
