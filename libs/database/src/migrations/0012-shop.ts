import { Migration } from '@mikro-orm/migrations';

/** Starting texts for the owner to rewrite. They promise nothing that only the owner can know. */
const starters = [
  {
    id: '019ab000-0000-7000-8000-000000000001',
    slug: 'about',
    title: 'About',
    body: `Everything in this shop is made to order, after you buy it. Nothing waits in a warehouse, and nothing unsold is
thrown away.

We design what you see here; print shops make it and send it for us.`,
  },
  {
    id: '019ab000-0000-7000-8000-000000000002',
    slug: 'delivery-and-returns',
    title: 'Delivery and returns',
    body: `## Delivery

Each order is made for you, which takes a few working days, and then sent. You get an e-mail when your order is confirmed, and
one with a tracking link when a parcel is on its way. An order of several things may come in more than one parcel. What delivery costs is shown
before you pay.

## Something is wrong

If what arrives is damaged, misprinted or not what you ordered, reply to your confirmation e-mail and attach a picture.

## Cancelling

Write to us as soon as you can. An order can be cancelled until we start making it.`,
  },
  {
    id: '019ab000-0000-7000-8000-000000000003',
    slug: 'privacy',
    title: 'Privacy',
    body: `## What we keep

When you buy something we keep your name, your e-mail address, where the order goes, and what you ordered, because we cannot make and send
it otherwise. We never see your card.

## Who else gets it

Stripe, which takes your payment; the print shop that makes your order, with your name and address to send it; and the mail service
that carries our e-mails.

## Cookies

One cookie remembers your cart. This shop sets no other.

## E-mails

We write to you about your order. If you agreed to it and leave without paying, we remind you once of what is in your cart; the
e-mail has a link that stops them.

## Your rights

Write to us to see, correct or delete what we hold about you.`,
  },
];

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** A paragraph is one line in the table, however it is broken here. */
const unbroken = (text: string) => text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');

export class ShopTables extends Migration {
  override up(): void {
    this.addSql(`
      create table shop_page (
        id uuid primary key,
        slug varchar(120) not null unique,
        title text not null,
        body text not null,
        changed_at timestamptz(3) not null default now(),
        inserted_at timestamptz(3) not null default now()
      )`);
    for (const { id, slug, title, body } of starters) {
      this.addSql(`
        insert into shop_page (id, slug, title, body)
        values (${[id, slug, title, unbroken(body)].map(quoted).join(', ')})`);
    }
  }
}
