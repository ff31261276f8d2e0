import { AbandonedCartsQueries } from '@daybook/carts';
import { cartListQuery, type Cart, type CartListQuery, type CartSummary, type Page } from '@daybook/contract';
import { Controller, Get, Query } from '@nestjs/common';

@Controller('api/carts')
export class CartsController {
  constructor(private readonly carts: AbandonedCartsQueries) {}

  @Get()
  list(@Query({ schema: cartListQuery }) query: CartListQuery): Promise<Page<Cart>> {
    return this.carts.list(query);
  }

  @Get('summary')
  summary(): Promise<CartSummary> {
    return this.carts.summary();
  }
}
