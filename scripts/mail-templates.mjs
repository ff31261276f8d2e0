// `npm run mail-templates`: turns each mail's MJML into the HTML that is filled in when it is sent. With `--check` it only
// says whether that was done since the MJML changed.
import { Engine } from 'mrml';
import { readFileSync, writeFileSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';

const folder = (...name) => inCheckout('libs', 'mail', 'templates', ...name);
const mails = ['confirmation', 'shipping', 'recovery'];
const isCheck = process.argv.includes('--check');

/** A source with what it includes in its place: mrml's own includes do not know how wide they are. */
function source(name) {
  const text = readFileSync(folder(name), 'utf8');
  return text.replaceAll(/<mj-include path="([\w.-]+)" \/>/g, (_, included) => source(included));
}

function compiled(mail) {
  const engine = new Engine();
  // without any, nothing is fetched from elsewhere when the mail is opened
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
