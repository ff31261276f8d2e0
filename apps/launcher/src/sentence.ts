/** Something a person can mend: shown as it is, without a stack; the start ends with exit code 1. */
export class Sentence extends Error {
  override readonly name = 'Sentence';
}
