import type { Settings } from '@daybook/config';

/** Where pictures of products are: providers host them, at any https host. */
export function pictureSources({ printify, printful }: Settings): string {
  // a stand-in for a provider on this machine has no https
  const standIns = [printify.apiUrl, printful.apiUrl].filter((url) => url.startsWith('http:')).map(originOf);
  return ['https:', ...new Set(standIns)].join(' ');
}

const originOf = (url: string) => new URL(url).origin;
