import { setTimeout as delay } from 'node:timers/promises';
import { printfulErrors } from '../printful/printful-errors.js';
import { printifyErrors } from '../printify/printify-errors.js';
import { alreadySent, ErrorReply, type Call, type Handler, type RouteTable } from '../server/http.js';
import { stripeFaults } from '../stripe/stripe-errors.js';
import type { Fault, Faults, FaultyService, Operation } from './faults.js';

const dripMs = 250;
const gatewayPage =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** How each service rejects a call, limits its rate, and fails. */
const errors: Record<FaultyService, Record<'rejected' | 'rateLimited' | 'failed', (fault: Fault) => ErrorReply>> = {
  printify: {
    rejected: ({ reason }) => printifyErrors.rejected(reason),
    rateLimited: ({ retryAfterSeconds }) => printifyErrors.rateLimited(retryAfterSeconds, 600),
    failed: printifyErrors.failed,
  },
  printful: {
    rejected: ({ reason }) => printfulErrors.rejected(reason),
    rateLimited: ({ retryAfterSeconds }) => printfulErrors.rateLimited(retryAfterSeconds, 120),
    failed: printfulErrors.failed,
  },
  stripe: stripeFaults,
};

/** Handlers by operation, method and path, such as `cancel: DELETE /printful/orders/:id`. */
export type ApiRoutes = Record<`${Operation}: ${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, Handler>;

/** The routes of a service's API: each call is authorized, counted, and hit by the next fault meant for it. */
export function faultyRoutes(
  service: FaultyService,
  routes: ApiRoutes,
  { faults, authorize }: { faults: Faults; authorize: (call: Call) => void },
): RouteTable {
  const guarded = ([key, handle]: [string, Handler]): [string, Handler] => {
    const [operation = '', route = ''] = key.split(': ');
    const guard: Handler = (call) => {
      authorize(call);
      const fault = faults.next(service, operation as Operation);
      return fault ? failWith(fault, call, handle) : handle(call);
    };
    return [route, guard];
  };
  return Object.fromEntries(Object.entries(routes).map(guarded));
}

async function failWith(fault: Fault, call: Call, handle: Handler): Promise<unknown> {
  const { rejected, rateLimited, failed } = errors[fault.service];
  switch (fault.kind) {
    case 'reject':
      throw rejected(fault);
    case 'rate_limit':
      throw rateLimited(fault);
    case 'server_error':
      throw failed(fault);
    case 'html':
      throw new ErrorReply({ status: 502, body: gatewayPage });
    case 'slow': {
      const result = await handle(call);
      await delay(fault.delayMs, undefined, { ref: false });
      return result;
    }
    case 'drop_response':
      await handle(call);
      call.response.socket?.destroy();
      return alreadySent;
    case 'drip': {
      call.response.type('json').write('{');
      const drops = setInterval(() => call.response.write(' '), dripMs);
      call.response.once('close', () => clearInterval(drops));
      return alreadySent;
    }
    case 'hang':
      return alreadySent;
  }
}
