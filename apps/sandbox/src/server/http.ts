import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { Markup } from './markup.js';

/** A request on its way to a route. `id` is the path's `:id`; of routes without one it is empty. */
export interface RequestContext {
  id: string;
  params: Record<string, string>;
  query: unknown;
  body: unknown;
  request: Request;
  response: Response;
}

/** Its result is sent: `Markup` as a page, a `Reply` as it says, nothing as 204, `noReply` not at all, the rest as JSON. */
export type Handler = (context: RequestContext) => unknown;

/** Handlers by method and path, such as `GET /sandbox/faults`. */
export type RouteTable = Record<string, Handler>;

export const noReply = Symbol('noReply');

interface ReplyContent {
  status: number;
  body?: unknown;
  headers?: Record<string, string> | undefined;
}

/** An answer that is more than a body with status 200. A string goes out as HTML unless a header says otherwise. */
export class Reply {
  constructor(readonly content: ReplyContent) {}
}

/** Thrown where the answer is an error in exactly the form the service would give it. */
export class ErrorReply extends Error {
  constructor(
    readonly content: ReplyContent,
    message = 'The service refused the request.',
  ) {
    super(message);
  }
}

interface FieldError {
  field: string;
  message: string;
}

/** An error with a message for the caller; each group of routes formats it in its own way. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields?: FieldError[],
  ) {
    super(message);
  }
}

export const createdReply = (body: unknown) => new Reply({ status: 201, body });
export const redirect = (location: string) => new Reply({ status: 303, headers: { location } });
export const pageReply = (status: number, markup: Markup, headers?: Record<string, string>) =>
  new Reply({ status, body: markup, headers });

/** A form's handler: does `work`, then shows the page at `location`, whose `:id` is the path's. */
export const runThenRedirect =
  (location: string, work: (context: RequestContext) => unknown): Handler =>
  async (context) => {
    await work(context);
    return redirect(location.replaceAll(':id', context.id));
  };

/** Returns `thing`. Without one it throws `missing()`, or a 404 with `missing` as its message. */
export function orThrow<T>(thing: T | null | undefined, missing: string | (() => Error)): T {
  if (thing !== undefined && thing !== null) return thing;
  throw typeof missing === 'string' ? new HttpError(404, missing) : missing();
}

/** Throws a 400 that names each bad field. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const lines = fields.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  throw new HttpError(400, lines.join('; '), fields);
}

/** The `limit` of a list's query. */
export const limitParam = (byDefault: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(byDefault);

export function createRouter(routes: RouteTable): Router {
  const router = Router();
  for (const [key, handle] of Object.entries(routes)) {
    const [method = '', path = ''] = key.split(' ');
    router[method.toLowerCase() as 'get' | 'post' | 'put' | 'delete' | 'all'](path, async (request, response) => {
      const params = request.params as Record<string, string>;
      const { query, body } = request as { query: unknown; body: unknown };
      const result: unknown = await handle({ id: params['id'] ?? '', params, query, body, request, response });
      if (result !== noReply)
        sendReply(response, result instanceof Reply ? result.content : { status: 200, body: result });
    });
  }
  return router;
}

export function sendReply(response: Response, { status, body, headers = {} }: ReplyContent): void {
  response.set(headers);
  if (body === undefined) response.status(status === 200 ? 204 : status).end();
  else if (body instanceof Markup || typeof body === 'string') {
    if (!response.hasHeader('content-type')) response.type('html');
    response.status(status).send(String(body));
  } else response.status(status).json(body);
}
