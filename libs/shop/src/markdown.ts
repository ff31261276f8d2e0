import MarkdownIt from 'markdown-it';

const markdownIt = new MarkdownIt({ html: false, linkify: true, typographer: false });

/** The page's title is the first heading: the highest headings of the text become `h2`. */
markdownIt.core.ruler.push('headings_below_title', ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  const highest = Math.min(...headings.map(headingLevelOf));
  for (const heading of headings) heading.tag = `h${Math.min(6, headingLevelOf(heading) - highest + 2)}`;
});

const headingLevelOf = ({ tag }: { tag: string }) => Number(tag.slice(1));

/** HTML from Markdown. HTML in it is escaped, and only links to pages and e-mail addresses become links. */
export const renderMarkdown = (markdown: string): string => markdownIt.render(markdown);

/** The first words as plain text, for search engines. */
export function excerpt(markdown: string, maxLength = 160): string {
  const words = markdownIt
    .parse(markdown, {})
    .filter(({ type }) => type === 'inline')
    .flatMap(({ children }) => children ?? [])
    .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : ' '))
    .join(' ');
  return truncate(words, maxLength);
}

/** One line of plain text, cut between words. */
export function truncate(text: string, maxLength = 160): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const start = new RegExp(`^.{0,${maxLength}}`, 'su').exec(line)?.[0] ?? '';
  return start === line ? line : `${start.replace(/\s+\S*$/, '')}…`;
}
