import { Database } from '@daybook/database';
import { Controller, Get } from '@nestjs/common';

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
    await this.database.ping();
    return { status: 'ready' };
  }
}
