/** How long a mail server may take, in milliseconds. All of it is less than a try may take, and than a row is kept locked. */
export class SmtpTimeouts {
  constructor(
    /** To connect, to find its address, to greet. */
    readonly begin = 10_000,
    /** Between two words of it. */
    readonly silence = 30_000,
    /** For a message in all, however much it says. */
    readonly whole = 45_000,
  ) {}
}
