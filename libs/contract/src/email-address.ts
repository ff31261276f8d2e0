/**
 * The spelling of an e-mail address that is stored, looked up and counted. PostgreSQL's `lower()` would depend on the
 * database's locale: two spellings that count apart but sign in alike would double the guesses.
 */
export function canonicalEmail(email: string): string {
  const text = email.trim().normalize('NFKC').toLowerCase();
  const domain = text.slice(text.lastIndexOf('@') + 1);
  // mail services write `münchen.example` as `xn--mnchen-3ya.example`
  const ascii = /\P{ASCII}/u.test(domain) ? URL.parse(`http://${domain}`)?.hostname : null;
  return ascii ? `${text.slice(0, -domain.length)}${ascii}` : text;
}
