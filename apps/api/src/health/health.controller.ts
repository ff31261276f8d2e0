import { Database } from '@daybook/database';
import { Controller, Get } from '@nestjs/common';
import { sql } from 'kysely';

@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 while the database is unavailable. */
  @Get('ready')
  async ready(): Promise<{ status: 'ready' }> {
    await sql`select 1`.execute(this.database.sql);
    return { status: 'ready' };
  }
}
