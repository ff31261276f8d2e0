import { Migration } from '@mikro-orm/migrations';

export class OneReminderAWeek extends Migration {
  override up(): void {
    this.addSql(`
      alter table abandoned_cart
        drop constraint abandoned_cart_no_mail_because,
        add constraint abandoned_cart_no_mail_because check (
          no_mail_because in
            ('unsubscribed', 'bounced', 'too_late', 'no_link', 'ordered', 'reminded_lately', 'failed')
        )`);
    this.addSql(
      `create index abandoned_cart_of_address on abandoned_cart (lower(email)) where mail_asked_at is not null`,
    );
  }
}
