import { createRequire } from 'node:module';

/** The part of the DOM that tests use; the full DOM types would leak browser globals into server code. */
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

/** Parses HTML as a browser does. */
export const parsedHtml = (text: string): ParsedDocument => new JSDOM(text).window.document;

/** Parses XML; throws if it is not well formed. */
export const parsedXml = (text: string): ParsedDocument =>
  new JSDOM(text, { contentType: 'application/xml' }).window.document;
