import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { faultRequest, type FaultRequest } from './fault-request.js';
import { Faults } from './faults.js';

/** What is to go wrong, as JSON for tests and scripts. */
@Controller('sandbox/faults')
export class FaultsApiController {
  constructor(private readonly faults: Faults) {}

  @Get()
  list() {
    return { items: this.faults.list() };
  }

  @Post()
  add(@Body({ schema: faultRequest }) request: FaultRequest) {
    return this.faults.add(request);
  }

  @Delete()
  @HttpCode(204)
  clear(): void {
    this.faults.clear();
  }
}
