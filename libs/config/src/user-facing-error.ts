/** An error that its reader can fix: its message is shown as it is, without a stack. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}
