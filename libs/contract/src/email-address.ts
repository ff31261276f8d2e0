/**
 * The spelling of an e-mail address that is stored, looked up and counted. PostgreSQL's `lower()` would depend on the
 * database's locale: two spellings that count apart but sign in alike would double the guesses.
 */
export const canonicalEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
