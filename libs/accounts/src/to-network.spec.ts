import { expect, it } from '@jest/globals';
import { toNetwork } from './to-network.js';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:200::1', '2001:db8:1:200::'],
  ['2001:db8:1:2ff:ffff:ffff:ffff:ffff', '2001:db8:1:200::'],
  ['2001:db8:1:300::1', '2001:db8:1:300::'],
  ['fe80::1%eth0', 'fe80::'],
  ['', ''],
])('the address %p is counted as %p', (address, network) => {
  expect(toNetwork(address)).toBe(network);
});
