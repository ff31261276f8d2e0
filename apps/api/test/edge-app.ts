import { Accounts } from '@daybook/accounts';
import { SettingsModule } from '@daybook/config';
import { Database, DatabaseModule } from '@daybook/database';
import {
  Body,
  Controller,
  Get,
  Global,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
  type Provider,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { sql } from 'kysely';
import supertest from 'supertest';
import { z } from 'zod';
import { aDatabase } from '../../../test/support/database.js';
import { testSettings } from '../../../test/support/parts.js';
import { aTcpProxyTo } from '../../../test/support/tcp-proxy.js';
import { ConsoleFolder } from '../src/console/console-folder.js';
import { configureHttp } from '../src/security/configure-http.js';
import { Public } from '../src/security/public.decorator.js';
import { SecurityModule } from '../src/security/security.module.js';
import { SessionModule } from '../src/session/session.module.js';
import { SignOutAnnouncer } from '../src/session/sign-out-announcer.js';

export const password = 'a long enough one';

const thing = z.object({ name: z.string().min(1), size: z.object({ width: z.int() }) });

@Controller('api/things')
class ThingsController {
  constructor(private readonly database: Database) {}

  @Get()
  async search(@Query('q') q: string): Promise<unknown> {
    return (await sql`select 1 where 'thing' = ${q}`.execute(this.database.sql)).rows;
  }
  @Get('breaks')
  break(): never {
    throw new Error('the password of the database is hunter2');
  }
  @Public()
  @Get('public')
  forEveryone(): object {
    return { public: true };
  }
  @Get(':id')
  one(@Param('id') id: string): object {
    if (id !== '1') throw new NotFoundException('There is no such thing.');
    return { id };
  }
  @Post()
  make(@Body({ schema: thing }) body: z.infer<typeof thing>): object {
    return body;
  }
}

@Controller('hooks')
class HooksController {
  @Post()
  hear(@Body() body: unknown): object {
    return { parsed: body !== undefined };
  }
}

/** The api's edge with a few routes of its own, on a real database behind a wire that can be cut. */
export async function anEdgeApp(env: Record<string, string> = {}, { consoleFolder = '/nowhere' } = {}) {
  const scratch = await aDatabase();
  const wire = await aTcpProxyTo(scratch.url);
  const announced: string[] = [];
  const settings = testSettings(wire.url, { ADMIN_PASSWORD: password, ...env });
  const announcer: Provider = {
    provide: SignOutAnnouncer,
    useValue: { signedOut: (room: string) => void announced.push(room) } satisfies SignOutAnnouncer,
  };

  @Global()
  @Module({ providers: [announcer], exports: [SignOutAnnouncer] })
  class SocketsModule {}

  const module = await Test.createTestingModule({
    imports: [
      SettingsModule.forRoot(settings),
      DatabaseModule.forRoot({ url: wire.url, entities: [], applicationName: 'test', maxConnections: 4 }),
      SocketsModule,
      SecurityModule,
      SessionModule,
    ],
    controllers: [ThingsController, HooksController],
  })
    .overrideProvider(ConsoleFolder)
    .useValue({ path: consoleFolder })
    .compile();

  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  const { email } = await app.get(Accounts).ensureOwner();

  return {
    app,
    email,
    announced,
    wire,
    database: app.get(Database),
    /** A new visitor, who keeps their cookies. */
    visitor: () => supertest.agent(app.getHttpServer()),
    async close() {
      await app.close();
      await wire.cut();
      await scratch.drop();
    },
  };
}
export type EdgeApp = Awaited<ReturnType<typeof anEdgeApp>>;
