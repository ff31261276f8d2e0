// `npm run mail-templates`: compiles each mail's MJML to the HTML template that the mailer renders. With `--check` it writes
// nothing, and fails where a template is older than its MJML.
import { Engine } from 'mrml';
import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './project.mjs';

const folder = (...name) => inProject('libs', 'mail', 'templates', ...name);
const mails = ['confirmation', 'shipping', 'cancellation', 'refund', 'recovery'];
const isCheck = process.argv.includes('--check');

/** A source with its includes inlined: mrml's own includes do not know their width. */
function source(name) {
  const text = readFileSync(folder(name), 'utf8');
  return text.replaceAll(/<mj-include path="([\w.-]+)" \/>/g, (_, included) => source(included));
}

function compiled(mail) {
  const engine = new Engine();
  // without fonts, opening the mail fetches nothing
  engine.setRenderOptions({ disableComments: true, fonts: {}, socialIconOrigin: null });
  const result = engine.toHtml(source(`${mail}.mjml`));
  if (result.type !== 'success') throw new Error(`${mail}.mjml: ${JSON.stringify(result)}`);
  if (result.warnings.length > 0) throw new Error(`${mail}.mjml: ${JSON.stringify(result.warnings)}`);
  return `${result.content.trim()}\n`;
}

for (const mail of mails) {
  const file = folder(`${mail}.html.eta`);
  const html = compiled(mail);
  if (!isCheck) writeFileSync(file, html);
  else if (readFileSync(file, 'utf8') !== html) {
    console.error(`libs/mail/templates/${mail}.html.eta is older than its MJML: run "npm run mail-templates".`);
    process.exitCode = 1;
  }
}
