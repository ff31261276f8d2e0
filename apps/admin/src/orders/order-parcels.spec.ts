import { TestBed } from '@angular/core/testing';
import type { Order } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anOrder, aFulfilment } from '../../test/an-order';
import { hasFulfilmentsToShow, OrderParcels } from './order-parcels';

type Parcel = Order['fulfilments'][number]['shipments'][number];
const parcel = (some: Partial<Parcel> = {}): Parcel => ({
  carrier: 'DHL',
  trackingNumber: '1Z999',
  trackingUrl: 'https://track.example/1Z999',
  shippedAt: '2026-02-16T09:00:00.000Z',
  deliveredAt: null,
  returnedAt: null,
  ...some,
});

async function drawn(...fulfilments: Order['fulfilments']) {
  await aConsole();
  const fixture = TestBed.createComponent(OrderParcels);
  fixture.componentRef.setInput('order', anOrder({ fulfilments }));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  return { element, words: element.textContent.replace(/\s+/g, ' ').trim() };
}

describe('the parcels', () => {
  it('say what is in them, where the provider says it', async () => {
    const contents = [
      { lineId: '1', title: 'Heavyweight tee', variant: 'M / Black', quantity: 2 },
      { lineId: '2', title: 'Enamel mug', variant: null, quantity: null },
    ];
    const { words } = await drawn(aFulfilment({ shipments: [parcel({ contents }), parcel({ contents: null })] }));
    expect(words).toContain('1Z9992 × Heavyweight tee, M / BlackEnamel mugShipped');
  });

  it('stand one beside the other, each with its link and how far it is', async () => {
    const delivered = parcel({
      trackingNumber: '2Z',
      trackingUrl: 'https://track.example/2Z',
      deliveredAt: '2026-02-18T09:00:00.000Z',
    });
    const { element, words } = await drawn(aFulfilment({ shipments: [parcel(), delivered] }));
    expect([...element.querySelectorAll('a')].map(({ href, ariaLabel }) => [href, ariaLabel])).toEqual([
      ['https://track.example/1Z999', 'Track 1Z999 at DHL'],
      ['https://track.example/2Z', 'Track 2Z at DHL'],
    ]);
    expect(words).toContain('Shipped 16 Feb, from Printify');
    expect(words).toContain('Delivered 18 Feb, from Printify');
    expect(element.querySelector('h3')).toBeNull();
  });

  it('say which of them came back', async () => {
    const { words } = await drawn(aFulfilment({ shipments: [parcel({ returnedAt: '2026-02-20T09:00:00.000Z' })] }));
    expect(words).toContain('Came back 20 Feb, from Printify');
  });

  it('of two providers are shown apart, each with its status', async () => {
    const { element } = await drawn(
      aFulfilment({ status: 'shipped', shipments: [parcel()] }),
      aFulfilment({ provider: 'printful', status: 'pending', providerOrderId: null }),
    );
    const parts = [...element.querySelectorAll('.part')].map((part) => part.textContent.replace(/\s+/g, ' ').trim());
    expect(parts[0]).toMatch(/^Printify Shipped ?Order PFY-1 at Printify ?DHL ?1Z999 ?Shipped 16 Feb$/);
    expect(parts[1]).toBe('Printful Not submitted');
  });

  it('say that the only provider has called it off', async () => {
    const { words } = await drawn(aFulfilment({ status: 'cancelled' }));
    expect(words).toContain('Printify Cancelled');
  });

  it('open no link that is not one of the web, and miss no number or carrier', async () => {
    const { element, words } = await drawn(
      aFulfilment({
        shipments: [
          parcel({ trackingUrl: 'javascript:alert(1)' }),
          parcel({ carrier: null, trackingNumber: null, trackingUrl: null, shippedAt: null }),
        ],
      }),
    );
    expect(element.querySelector('a')).toBeNull();
    expect(words).toContain('Parcel Not tracked On its way');
  });

  it('take no room before there is anything to tell', () => {
    const isShown = (...fulfilments: Order['fulfilments']) => hasFulfilmentsToShow(anOrder({ fulfilments }));
    expect([
      isShown(),
      isShown(aFulfilment({ providerOrderId: null })),
      isShown(aFulfilment(), aFulfilment({ provider: 'printful' })),
    ]).toEqual([false, false, true]);
    expect([isShown(aFulfilment({ status: 'cancelled' })), isShown(aFulfilment({ shipments: [parcel()] }))]).toEqual([
      true,
      true,
    ]);
  });
});
