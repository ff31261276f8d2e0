import { Reflector } from '@nestjs/core';

/** Marks a route, or a controller, of `/api` that may be asked without being signed in. */
export const Public = Reflector.createDecorator<void, true | undefined>({ transform: () => true });
