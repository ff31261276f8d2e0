import MarkdownIt from 'markdown-it';

const writer = new MarkdownIt({ html: false, linkify: true, typographer: false });

/** The page's title is its first heading; the highest of the text's own stand right below it, whatever signs they are made of. */
writer.core.ruler.push('headings_below_the_title', ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  const highest = Math.min(...headings.map(levelOf));
  for (const heading of headings) heading.tag = `h${Math.min(6, levelOf(heading) - highest + 2)}`;
});

const levelOf = ({ tag }: { tag: string }) => Number(tag.slice(1));

/** HTML of a text in Markdown. HTML in it stands there as text, and links to anything but pages and addresses do not work. */
export const renderMarkdown = (markdown: string): string => writer.render(markdown);

/** Its first words as plain text, for search engines. */
export function excerpt(markdown: string, most = 160): string {
  const words = writer
    .parse(markdown, {})
    .filter(({ type }) => type === 'inline')
    .flatMap(({ children }) => children ?? [])
    .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : ' '))
    .join(' ');
  return shortened(words, most);
}

/** Plain text in one line, cut between words. */
export function shortened(text: string, most = 160): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const start = new RegExp(`^.{0,${most}}`, 'su').exec(line)?.[0] ?? '';
  return start === line ? line : `${start.replace(/\s+\S*$/, '')}…`;
}
