import type { NextFunction, Request, Response } from 'express';
import { ForbiddenException } from '@nestjs/common';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses what another site's page sends. Servers and tests send no Origin and pass. */
export function refuseOtherOrigins(request: Request, _response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  const foreign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (foreign && !safeMethods.includes(request.method)) {
    next(new ForbiddenException('This was sent from another site’s page, so the sandbox did nothing.'));
  } else {
    next();
  }
}
