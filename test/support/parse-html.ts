import { createRequire } from 'node:module';

/** The part of the DOM that tests ask for: the whole of its types would make browsers of all servers. */
interface ParsedElement {
  textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): ParsedElement | null;
  querySelectorAll(selector: string): Iterable<ParsedElement>;
}
export interface ParsedDocument extends Omit<ParsedElement, 'textContent'> {
  title: string;
  body: ParsedElement;
  documentElement: ParsedElement & { nodeName: string };
}

type Parser = new (text: string, options?: { contentType: string }) => { window: { document: ParsedDocument } };
const { JSDOM } = createRequire(import.meta.url)('jsdom') as { JSDOM: Parser };

/** As a browser reads it. */
export const parsedHtml = (text: string): ParsedDocument => new JSDOM(text).window.document;

/** As XML, which throws where it is not well formed. */
export const parsedXml = (text: string): ParsedDocument =>
  new JSDOM(text, { contentType: 'application/xml' }).window.document;
