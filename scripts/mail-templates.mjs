// `npm run mail-templates`: turns each mail's MJML into the HTML that is filled in when it is sent. With `--check` it only
// says whether that was done since the MJML changed.
import { Engine } from 'mrml';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';

const folder = (...name) => inCheckout('libs', 'mail', 'templates', ...name);
const mails = ['confirmation', 'shipping'];
const isCheck = process.argv.includes('--check');

const sources = Object.fromEntries(
  readdirSync(folder())
    .filter((name) => name.endsWith('.mjml'))
    .map((name) => [name, readFileSync(folder(name), 'utf8')]),
);

function compiled(mail) {
  const engine = new Engine();
  engine.setParserOptions({ includeLoader: { type: 'memory', content: sources } });
  // without any, nothing is fetched from elsewhere when the mail is opened
  engine.setRenderOptions({ disableComments: true, fonts: {}, socialIconOrigin: null });
  const result = engine.toHtml(sources[`${mail}.mjml`]);
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
