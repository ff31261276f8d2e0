import { validatePage, slugify } from './page-draft';

describe('a page’s address', () => {
  it.each([
    ['Size guide', 'size-guide'],
    ['  Größen & Maße!  ', 'grossen-masse'],
    ['Café “Été” 2026', 'cafe-ete-2026'],
    ['🦊', ''],
    [`${'a'.repeat(119)} b`, 'a'.repeat(119)],
  ])('of “%s” is made of it: “%s”', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  it.each(['', 'Two words', 'a--b', '-a', 'a-', 'a/b', 'é'])('is not “%s”', (slug) => {
    expect(validatePage({ slug, title: 'A', body: '' }).slug).toContain('lowercase letters');
  });

  it('and a title are all that a page needs', () => {
    expect(validatePage({ slug: 'size-guide-2', title: 'A', body: '' })).toEqual({});
    expect(validatePage({ slug: 'a', title: ' ', body: '' })).toEqual({ title: 'A page needs a title.' });
  });
});
