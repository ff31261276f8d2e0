import { Accounts } from '@daybook/accounts';
import type { Account } from '@daybook/contract';
import { Controller, Get } from '@nestjs/common';

@Controller('api/accounts')
export class AccountsController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  async list(): Promise<{ items: Account[] }> {
    const items = await this.accounts.list();
    return { items: items.map(({ userId, name, email }) => ({ id: userId, name, email })) };
  }
}
