import { setTimeout as delay } from 'node:timers/promises';
import { noReply, ErrorReply, type RequestContext, type Handler, type RouteTable } from '../server/http.js';
import type { Fault, Faults, FaultTarget, OperationName } from './faults.js';

const dripMs = 250;
const gatewayPage =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

export interface ServiceErrors {
  rejected(reason: string): ErrorReply;
  rateLimited(retryAfterSeconds: number): ErrorReply;
  failed(): ErrorReply;
}

interface GuardOptions {
  faults: Faults;
  errors: ServiceErrors;
  authorize: (context: RequestContext) => void;
}

/** Handlers by operation, method and path, such as `cancel: DELETE /printful/orders/:id`. */
export type ApiRoutes = Record<`${OperationName}: ${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, Handler>;

/** The routes of a service's API: each call is authorized, counted, and hit by the next fault meant for it. */
export function withAuthAndFaults(
  service: FaultTarget,
  routes: ApiRoutes,
  { faults, errors, authorize }: GuardOptions,
): RouteTable {
  const guarded = ([key, handle]: [string, Handler]): [string, Handler] => {
    const [operation = '', route = ''] = key.split(': ');
    const guard: Handler = (context) => {
      authorize(context);
      const fault = faults.take(service, operation as OperationName);
      return fault ? applyFault(fault, errors, () => handle(context), context) : handle(context);
    };
    return [route, guard];
  };
  return Object.fromEntries(Object.entries(routes).map(guarded));
}

async function applyFault(
  fault: Fault,
  errors: ServiceErrors,
  answer: () => unknown,
  { response }: RequestContext,
): Promise<unknown> {
  switch (fault.kind) {
    case 'reject':
      throw errors.rejected(fault.reason);
    case 'rate_limit':
      throw errors.rateLimited(fault.retryAfterSeconds);
    case 'server_error':
      throw errors.failed();
    case 'html':
      throw new ErrorReply({ status: 502, body: gatewayPage });
    case 'slow': {
      const result = await answer();
      await delay(fault.delayMs, undefined, { ref: false });
      return result;
    }
    case 'drop_response':
      await answer();
      response.socket?.destroy();
      return noReply;
    case 'drip': {
      response.type('json').write('{');
      const drops = setInterval(() => response.write(' '), dripMs);
      response.once('close', () => clearInterval(drops));
      return noReply;
    }
    case 'hang':
      return noReply;
  }
}
