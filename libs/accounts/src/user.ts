/** Who somebody is: what a session keeps, so that a signed-in request need not ask for the account. */
export interface User {
  userId: string;
  name: string;
  email: string;
}

declare module 'express-session' {
  interface SessionData {
    userId?: User['userId'];
    name?: User['name'];
    email?: User['email'];
  }
}
