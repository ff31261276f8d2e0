import { EntryRecorder } from '@daybook/events';
import { RealtimeModule } from '@daybook/realtime';
import { Global, Module } from '@nestjs/common';
import { ActivityLogPruner } from './activity-log-pruner.js';
import { ActivityLogQueries } from './activity-log.queries.js';
import { ActivityRecorder } from './activity-recorder.js';
import { LostEntries } from './lost-entries.js';
import { NewEntriesListener } from './new-entries.listener.js';
import { Notes } from './notes.js';
import { ProblemCausesQueries } from './problem-causes.queries.js';
import { ProblemRetries } from './problem-retries.js';
import { ProblemTriage } from './problem-triage.js';
import { Resolutions } from './resolutions.js';
import { RetryProblem } from './retry-problem.job.js';

/** Global because `DomainEvents` needs the recorder wherever something is published. */
@Global()
@Module({
  imports: [RealtimeModule],
  providers: [
    ActivityLogPruner,
    ActivityLogQueries,
    LostEntries,
    NewEntriesListener,
    Notes,
    ProblemCausesQueries,
    ProblemRetries,
    ProblemTriage,
    Resolutions,
    RetryProblem,
    { provide: EntryRecorder, useClass: ActivityRecorder },
  ],
  exports: [
    ActivityLogPruner,
    ActivityLogQueries,
    EntryRecorder,
    LostEntries,
    Notes,
    ProblemCausesQueries,
    ProblemRetries,
    ProblemTriage,
    Resolutions,
  ],
})
export class ActivityLogModule {}
