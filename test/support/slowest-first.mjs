import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

const startsPrograms = /[\\/]test[\\/](faults|e2e|launcher)[\\/]|\.redis\.spec\.ts$/;

const crossesLibraries = /[\\/]test[\\/]integration[\\/]/;

/** Runs spec files that start programs first, so that none of them runs alone at the end; then those across libraries, then the larger files. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const kind = (path) => (startsPrograms.test(path) ? 2e9 : crossesLibraries.test(path) ? 1e9 : 0);
    const weight = ({ path }) => kind(path) + statSync(path).size;
    return tests.toSorted((a, b) => weight(b) - weight(a));
  }
}
