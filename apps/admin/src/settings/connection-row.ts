import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Connection } from '@daybook/contract';
import { connectionLabels } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Icon, type IconName } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';
import { failureText, lastContactText, missingText, registeredText, stateTexts } from './connection-text';

const marks: Record<Connection['state'], { icon: IconName; tone: string | null }> = {
  ready: { icon: 'tick', tone: 'info' },
  incomplete: { icon: 'warning', tone: 'warning' },
  unused: { icon: 'cross', tone: null },
};

@Component({
  selector: 'app-connection-row',
  imports: [Icon, RouterLink],
  templateUrl: './connection-row.html',
  styleUrls: ['../ui/marked-row.css', './connection-row.css'],
})
export class ConnectionRow {
  readonly #times = inject(ShopFormatter).timeFormatter;
  readonly #clock = inject(Clock);

  readonly connection = input.required<Connection>();

  protected readonly name = computed(() => connectionLabels[this.connection().name]);
  protected readonly mark = computed(() => marks[this.connection().state]);
  protected readonly state = computed(() => stateTexts[this.connection().state]);
  protected readonly missing = computed(() => missingText(this.connection()));
  protected readonly lastContact = computed(() => lastContactText(this.connection(), this.#times(), this.#clock.now()));
  protected readonly registered = computed(() => {
    const { registration } = this.connection();
    return registration && registeredText(this.connection(), registration, this.#times(), this.#clock.now());
  });
  protected readonly failure = computed(() => {
    const { registration } = this.connection();
    return registration && failureText(registration, this.#times(), this.#clock.now());
  });
  /** Where a person has to point the webhooks; Daybook registers with the providers itself. */
  protected readonly webhookUrl = computed(() => {
    const { state, webhookUrl, registration, name } = this.connection();
    const isRegisteredByDaybook = name === 'printify' || name === 'printful';
    return state === 'unused' || registration?.url || isRegisteredByDaybook ? null : webhookUrl;
  });
}
