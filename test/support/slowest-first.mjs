import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

const startsPrograms = /[\\/]test[\\/](faults|e2e|launcher)[\\/]|\.redis\.spec\.ts$/;

/** Runs spec files that start programs first, so that none of them runs alone at the end; then the larger files. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const weight = ({ path }) => (startsPrograms.test(path) ? 1e9 : 0) + statSync(path).size;
    return tests.toSorted((a, b) => weight(b) - weight(a));
  }
}
