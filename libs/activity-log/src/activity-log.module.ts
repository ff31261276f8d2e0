import { EntryRecorder } from '@daybook/events';
import { RealtimeModule } from '@daybook/realtime';
import { Global, Module } from '@nestjs/common';
import { ActivityLogQueries } from './activity-log.queries.js';
import { ActivityRecorder } from './activity-recorder.js';
import { LostEntries } from './lost-entries.js';
import { PruneActivityLog } from './prune-activity-log.js';
import { Resolutions } from './resolutions.js';
import { NotifyConsolesOfNewEntries } from './notify-consoles-of-new-entries.listener.js';

/** Global for the recorder alone, which the events need wherever something is published. */
@Global()
@Module({
  imports: [RealtimeModule],
  providers: [
    ActivityLogQueries,
    LostEntries,
    PruneActivityLog,
    Resolutions,
    NotifyConsolesOfNewEntries,
    { provide: EntryRecorder, useClass: ActivityRecorder },
  ],
  exports: [ActivityLogQueries, EntryRecorder, LostEntries, PruneActivityLog, Resolutions],
})
export class ActivityLogModule {}
