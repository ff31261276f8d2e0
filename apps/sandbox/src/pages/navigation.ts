import type { Service } from '../settings.js';
import type { PageModels } from './page-models.js';

interface Place {
  address: string;
  words: string;
  /** The pages it leads to. */
  pages: (keyof PageModels)[];
  /** One of these has to be stood in for. */
  services: Service[];
}

const places: Place[] = [
  { address: '/', words: 'Place an order', pages: ['place-order', 'pay', 'receipt'], services: ['stripe'] },
  { address: '/providers', words: 'Providers', pages: ['providers'], services: ['printify', 'printful'] },
  { address: '/products', words: 'Products', pages: ['products'], services: ['printify', 'printful'] },
  { address: '/mail', words: 'Mailbox', pages: ['mails', 'mail'], services: ['mail'] },
  { address: '/payments', words: 'Payments', pages: ['payments'], services: ['stripe'] },
  { address: '/webhooks', words: 'Webhooks', pages: ['webhooks'], services: ['stripe'] },
];

const names: Record<Service, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  mail: 'a mail server',
};

/** The menu, without what is not stood in for. */
export const navigationFor = (services: readonly Service[]): Place[] =>
  places.filter((place) => place.services.some((service) => services.includes(service)));

/** Such as "Stripe, Printify and a mail server". */
export const inWords = (services: readonly Service[]) =>
  new Intl.ListFormat('en-GB').format(services.map((service) => names[service]));
