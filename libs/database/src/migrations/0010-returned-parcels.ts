import { Migration } from '@mikro-orm/migrations';

export class ReturnedParcels extends Migration {
  override up(): void {
    this.addSql(`alter table shipment add column returned_at timestamptz(3)`);
  }
}
