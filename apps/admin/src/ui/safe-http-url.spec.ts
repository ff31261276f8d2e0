import { safeHttpUrl } from './safe-http-url';

describe('a link from outside', () => {
  it('is opened when it is http or https', () => {
    expect(safeHttpUrl('https://track.example/1Z')).toBe('https://track.example/1Z');
    expect(safeHttpUrl('http://track.example/1Z')).toBe('http://track.example/1Z');
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
    expect(safeHttpUrl(address)).toBeNull();
  });
});
