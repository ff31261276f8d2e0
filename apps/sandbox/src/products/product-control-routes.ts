import { providers } from '@daybook/contract';
import { z } from 'zod';
import { orThrow, limitParam, parse, Reply, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { colours, drawProduct, pictureName, type Colour } from './catalogue.js';
import type { Product } from './products.js';

const provider = z.enum(providers).default('printify');
const count = z.coerce.number().int().min(0).max(20_000).default(1);
const listQuery = z.object({ provider, limit: limitParam(100, 20_000) });
const countRequest = z.strictObject({ provider, count });
const priceRequest = countRequest.extend({ by: z.coerce.number().int().default(100) });
const stockRequest = countRequest.extend({ isAvailable: z.boolean().default(false) });

/** The products for tests and scripts, and their pictures. */
export const productControlRoutes = ({ products }: Services): RouteTable => ({
  'GET /sandbox/products': ({ query }) => {
    const request = parse(listQuery, query);
    const { total, products: items } = products.list(request.provider, 0, request.limit);
    return { total, items: items.map(toJson) };
  },
  'POST /sandbox/products/prices': ({ body }) => {
    const request = parse(priceRequest, body);
    return { items: products.changePrices(request.provider, request.count, request.by).map(toJson) };
  },
  'POST /sandbox/products/stock': ({ body }) => {
    const request = parse(stockRequest, body);
    return { items: products.setAvailability(request.provider, request.count, request.isAvailable).map(toJson) };
  },
  'POST /sandbox/products/remove': ({ body }) => {
    const request = parse(countRequest, body);
    return { items: products.removeLast(request.provider, request.count).map(toJson) };
  },
  'POST /sandbox/products/add': ({ body }) => {
    const request = parse(countRequest, body);
    products.add(request.provider, request.count);
    return { total: products.list(request.provider).total };
  },
  'POST /sandbox/products/reset': () => products.reset(),

  'GET /pictures/:provider/:id/:colour.svg': ({ id, params }) => {
    const maker = providers.find((name) => name === params['provider']);
    const product = maker && products.find(maker, id);
    const colour = (Object.keys(colours) as Colour[]).find((name) => pictureName(name) === params['colour']);
    const picture = product && colour ? drawProduct(product, colour) : undefined;
    const headers = {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      // the shop's pages have another origin
      'cross-origin-resource-policy': 'cross-origin',
    };
    return new Reply({ status: 200, body: orThrow(picture, 'There is no such picture.'), headers });
  },
});

const toJson = ({ id, title, variants }: Product) => ({
  id,
  title,
  variants: variants.map(({ size: _size, colour: _colour, ...variant }) => variant),
});
