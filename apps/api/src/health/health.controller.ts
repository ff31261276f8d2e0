import { Database } from '@daybook/database';
import { Controller, Get } from '@nestjs/common';
import { sql } from 'kysely';

@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process answers. */
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** It can do its work: the database answers. 503 while it does not. */
  @Get('ready')
  async ready(): Promise<{ status: 'ready' }> {
    await sql`select 1`.execute(this.database.sql);
    return { status: 'ready' };
  }
}
