import { Migration } from '@mikro-orm/migrations';

export class FormerWebhookSecret extends Migration {
  override up(): void {
    this.addSql(`alter table webhook_registration add column former_secret text`);
  }
}
