/** An error that its reader can mend: its message is shown as it is, without a stack. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}
