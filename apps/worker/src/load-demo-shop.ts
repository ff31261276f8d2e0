import { loadSettings, startProgram } from '@daybook/config';
import { isDatabaseUnavailable } from '@daybook/database';
import { NestFactory } from '@nestjs/core';
import { DemoShop } from './demo-shop/demo-shop.js';
import { DemoShopModule } from './demo-shop/demo-shop.module.js';

await startProgram(async () => {
  const app = await NestFactory.createApplicationContext(DemoShopModule.forCommand(loadSettings()), {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  const placed = await app.get(DemoShop).load();
  console.log(
    placed > 0 ? `Loaded the demo shop: ${placed} orders.` : 'The shop has orders already: no demo is loaded.',
  );
  await app.close();
}, isDatabaseUnavailable);
