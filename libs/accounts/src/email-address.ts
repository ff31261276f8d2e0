/**
 * The one spelling of an address that is stored, looked up and counted. Done here rather than by PostgreSQL's `lower()`,
 * whose answer depends on the database's locale: two spellings that count apart but sign in alike would double the guesses.
 */
export function canonicalEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
