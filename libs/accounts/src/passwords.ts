import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Without letters and digits that are easily confused when read aloud or copied by hand. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Passwords hashed with argon2id and the package's defaults: 19 MiB, two passes, one thread. */
@Injectable()
export class Passwords implements OnModuleInit {
  #decoy = '';

  async onModuleInit(): Promise<void> {
    this.#decoy = await this.hash(randomBytes(16).toString('hex'));
  }

  /** Four groups of four, such as `k7mq-x2hd-9rtw-bn4c`: 79 bits. */
  generate(): string {
    const group = () => Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
    return Array.from({ length: 4 }, group).join('-');
  }

  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'));
  }

  /** Takes as long for an account that does not exist (`hashed` undefined), so that timing reveals nothing. */
  async verify(password: string, hashed: string | undefined): Promise<boolean> {
    const isCorrect = await verify(hashed ?? this.#decoy, password.normalize('NFKC'));
    return isCorrect && hashed !== undefined;
  }
}
