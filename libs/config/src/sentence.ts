/** Something a person can mend: shown as it is, without a stack. */
export class Sentence extends Error {
  override readonly name: string = 'Sentence';
}
