import type { Connections } from '@daybook/contract';
import { ConnectionsReadModel } from '@daybook/screens';
import { Controller, Get } from '@nestjs/common';
import { version } from './version.js';

@Controller('api/connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsReadModel) {}

  @Get()
  async list(): Promise<Connections> {
    return { items: await this.connections.list(), queue: this.connections.queue, version };
  }
}
