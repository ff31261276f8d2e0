import { describe, expect, it } from '@jest/globals';
import { renderMarkdown, excerpt, truncate } from './markdown.js';

describe('a Markdown text', () => {
  it('is rendered as HTML with its headings below the page’s own', () => {
    expect(renderMarkdown('# One\n\n## Two\n\nText.')).toBe('<h2>One</h2>\n<h3>Two</h3>\n<p>Text.</p>\n');
    expect(renderMarkdown('### Three\n\n#### Four')).toBe('<h2>Three</h2>\n<h3>Four</h3>\n');
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;'],
    ['a <img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['[a](javascript:alert(1))', '[a](javascript:alert(1))'],
    ['[a](<java\tscript:alert(1)>)', 'href="java%09script:alert(1)"'],
    ['[a](vbscript:x)', '[a](vbscript:x)'],
    ['[a](data:text/html,x)', '[a](data:text/html,x)'],
    ['![a" onerror="x](https://x.example/1.png)', 'alt="a&quot; onerror=&quot;x"'],
    ['[a](https://x.example/"onclick="x)', 'href="https://x.example/%22onclick=%22x"'],
  ])('lets nothing run: %s', (markdown, expected) => {
    const html = renderMarkdown(markdown);
    expect(html).toContain(expected);
    expect(html).not.toMatch(/<script|<img src=x|href="(javascript|data|vbscript)/i);
  });

  it('gives its first words as plain text', () => {
    expect(excerpt('## Delivery\n\nWe **send** [it](https://x.example) `soon`.')).toBe('Delivery We send it soon .');
    expect(truncate('one two three', 9)).toBe('one two…');
    expect(truncate('🦊🦊🦊', 2)).toBe('🦊🦊…');
    expect(truncate('🦊🦊', 2)).toBe('🦊🦊');
  });
});
