import { AbandonedCartsQueries } from '@daybook/carts';
import {
  abandonedCartListQuery,
  type AbandonedCart,
  type AbandonedCartListQuery,
  type AbandonedCartSummary,
  type Page,
} from '@daybook/contract';
import { Controller, Get, Query } from '@nestjs/common';

@Controller('api/carts')
export class AbandonedCartsController {
  constructor(private readonly carts: AbandonedCartsQueries) {}

  @Get()
  list(@Query({ schema: abandonedCartListQuery }) query: AbandonedCartListQuery): Promise<Page<AbandonedCart>> {
    return this.carts.list(query);
  }

  @Get('summary')
  summary(): Promise<AbandonedCartSummary> {
    return this.carts.summary();
  }
}
