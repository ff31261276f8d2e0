import { anyOf } from '@daybook/database';
import { isOpen, isSnoozed, needsAttention, type EntryCondition } from './activity-log.entities.js';

/** Problems that a person has chosen: one by one, or all of one cause that are snoozed or not. */
export type ProblemSelection = { ids: string[] } | { cause: string; snoozed: boolean };

export const selectedProblems =
  (selection: ProblemSelection): EntryCondition =>
  (eb) =>
    'ids' in selection
      ? eb.and([eb('id', '=', anyOf(selection.ids)), isOpen(eb)])
      : eb.and([eb('cause', '=', selection.cause), selection.snoozed ? snoozedProblem(eb) : needsAttention(eb)]);

const snoozedProblem: EntryCondition = (eb) => eb.and([isOpen(eb), isSnoozed(eb)]);
