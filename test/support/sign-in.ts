export const ownersPassword = 'correct-horse-battery-staple';

const owner = { email: 'owner@example.com', password: ownersPassword };

/** Signs somebody in, the owner by default; returns the cookie. */
export async function signIn(address: string, credentials = owner): Promise<string> {
  const response = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) throw new Error(`Could not sign in: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
