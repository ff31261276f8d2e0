import { TestBed } from '@angular/core/testing';
import { FakeApi } from '../../test/fake-api';
import { until } from '../../test/until';
import { UnconfiguredSources } from './unconfigured-sources';

async function shown(isConfigured: boolean): Promise<string> {
  const api = new FakeApi();
  api.answer('GET /api/webhooks/sources', {
    items: [{ source: 'stripe', isConfigured, secretSetting: 'STRIPE_WEBHOOK_SECRET' }],
  });
  const fixture = TestBed.createComponent(UnconfiguredSources);
  await until(() => api.routes().length > 0);
  await fixture.whenStable();
  return (fixture.nativeElement as HTMLElement).textContent.trim();
}

describe('a source of webhooks', () => {
  it('without its secret is named, with the setting to set', async () => {
    expect(await shown(false)).toBe(
      'Webhooks from Stripe are refused because STRIPE_WEBHOOK_SECRET is not set. Set it and restart Daybook: Stripe will send them again.',
    );
  });

  it('with its secret is not worth a word', async () => {
    expect(await shown(true)).toBe('');
  });
});
