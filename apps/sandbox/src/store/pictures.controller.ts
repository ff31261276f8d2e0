import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { providers, type Provider } from '@daybook/contract';
import { colours, type Colour } from './blank.js';
import { productPicture } from './product-picture.js';
import { StoreProducts } from './store-products.js';

/** Pictures of the products, drawn here: nothing is fetched from elsewhere. */
@Controller('pictures')
export class PicturesController {
  constructor(private readonly products: StoreProducts) {}

  @Get(':provider/:product/:colour.svg')
  @Header('content-type', 'image/svg+xml')
  @Header('cache-control', 'public, max-age=86400')
  // the shop's pages stand on another port
  @Header('cross-origin-resource-policy', 'cross-origin')
  draw(@Param('provider') of: string, @Param('product') id: string, @Param('colour') name: string): string {
    const provider = providers.find((one) => one === of);
    const product = provider && this.products.find(provider, id);
    const colour = Object.entries(colours).find(([known]) => fileName(known) === name)?.[1];
    if (!product || colour === undefined) throw new NotFoundException('There is no such picture.');
    return productPicture(product.blank.shape, product.motif, colour);
  }
}

const fileName = (colour: string) => colour.toLowerCase().replaceAll(' ', '-');

/** `sandbox`: where it answers. */
export const pictureUrl = (sandbox: string, provider: Provider, id: string, colour: Colour) =>
  `${sandbox}/pictures/${provider}/${id}/${fileName(colour)}.svg`;
