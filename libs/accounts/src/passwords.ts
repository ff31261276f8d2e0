import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Without the letters and digits that are mistaken for one another when read aloud or copied by hand. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Passwords as argon2id hashes, with the package's defaults: 19 MiB, two passes, one thread. */
@Injectable()
export class Passwords implements OnModuleInit {
  #decoy = '';

  async onModuleInit(): Promise<void> {
    this.#decoy = await this.hash(randomBytes(16).toString('hex'));
  }

  /** Four groups of four, such as `k7mq-x2hd-9rtw-bn4c`: 79 bits. */
  makeUp(): string {
    const group = () => Array.from({ length: 4 }, () => readable.charAt(randomInt(readable.length))).join('');
    return Array.from({ length: 4 }, group).join('-');
  }

  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'));
  }

  /** Whether a password is the one behind `stored`. Takes as long when there is no such account, so that time tells nothing. */
  async matches(password: string, stored: string | undefined): Promise<boolean> {
    const right = await verify(stored ?? this.#decoy, password.normalize('NFKC'));
    return right && stored !== undefined;
  }
}
