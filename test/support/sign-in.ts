export const ownersPassword = 'correct-horse-battery-staple';

/** Signs the owner in with `ownersPassword`; returns the cookie. */
export async function signIn(address: string): Promise<string> {
  const response = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: ownersPassword }),
  });
  if (!response.ok) throw new Error(`Could not sign in: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
