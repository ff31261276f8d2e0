import type { Connections } from '@daybook/contract';
import { ConnectionsReadModel } from '@daybook/screens';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Controller, Get } from '@nestjs/common';

const packageJson = readFileSync(findPackageJSON('.', import.meta.url) ?? '', 'utf8');
const { version } = JSON.parse(packageJson) as { version: string };

@Controller('api/connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsReadModel) {}

  @Get()
  async list(): Promise<Connections> {
    return { items: await this.connections.list(), queue: this.connections.queue, version };
  }
}
