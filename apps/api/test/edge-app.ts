import { Accounts, AccountsModule } from '@daybook/accounts';
import { SettingsModule } from '@daybook/config';
import { Database, DatabaseModule } from '@daybook/database';
import { ConsoleNotifier } from '@daybook/realtime';
import { Body, Controller, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { sql } from 'kysely';
import supertest from 'supertest';
import { z } from 'zod';
import { aDatabase } from '../../../test/support/database.js';
import { testSettings } from '../../../test/support/parts.js';
import { aTcpProxyTo } from '../../../test/support/tcp-proxy.js';
import { ConsoleFolder } from '../src/console/console-pages.js';
import { configureHttp } from '../src/security/configure-http.js';
import { SecurityModule } from '../src/security/security.module.js';
import { Public } from '../src/security/signed-in.guard.js';
import { SessionsController } from '../src/session/sessions.controller.js';

export const password = 'a long enough one';

const thing = z.object({ name: z.string().min(1), size: z.object({ width: z.int() }) });

@Controller('api/things')
class ThingsController {
  constructor(private readonly database: Database) {}

  @Get()
  async search(@Query('q') q: string): Promise<unknown> {
    return (await sql`select 1 where 'thing' = ${q}`.execute(this.database.kysely())).rows;
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
  receive(@Body() body: unknown): object {
    return { parsed: body !== undefined };
  }
}

/** The api's middleware, guards and filters around a few test routes, on a real database behind a proxy that can be cut. */
export async function anEdgeApp(env: Record<string, string> = {}, { consoleFolder = '/nowhere' } = {}) {
  const scratch = await aDatabase();
  const proxy = await aTcpProxyTo(scratch.url);
  const disconnectedRooms: string[] = [];
  const settings = testSettings(proxy.url, { ADMIN_PASSWORD: password, ...env });
  const notifier = {
    notify: ({ signedOutRooms }: { signedOutRooms: string[] }) => disconnectedRooms.push(...signedOutRooms),
  };

  const module = await Test.createTestingModule({
    imports: [
      SettingsModule.forRoot(settings),
      DatabaseModule.forRoot({ url: proxy.url, entities: [], applicationName: 'test', maxConnections: 4 }),
      AccountsModule,
      SecurityModule,
    ],
    controllers: [ThingsController, HooksController, SessionsController],
    providers: [{ provide: ConsoleNotifier, useValue: notifier }],
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
    disconnectedRooms,
    proxy,
    database: app.get(Database),
    /** A new visitor with a cookie jar. */
    visitor: () => supertest.agent(app.getHttpServer()),
    async close() {
      await app.close();
      await proxy.cut();
      await scratch.drop();
    },
  };
}
export type EdgeApp = Awaited<ReturnType<typeof anEdgeApp>>;
