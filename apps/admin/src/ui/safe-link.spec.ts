import { webAddress } from './safe-link';

describe('a link from outside', () => {
  it('is opened when it is http or https', () => {
    expect(webAddress('https://track.example/1Z')).toBe('https://track.example/1Z');
    expect(webAddress('http://track.example/1Z')).toBe('http://track.example/1Z');
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//x',
    'x',
    '',
    null,
    7,
  ])('is no link when it is %p', (address) => {
    expect(webAddress(address)).toBeNull();
  });
});
