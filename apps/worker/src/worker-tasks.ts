import { ActivityLogPruner } from '@daybook/activity-log';
import { Settings } from '@daybook/config';
import { providerLabels, type Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { FulfilmentProviders, FulfilmentRefreshes, OverdueOrders, RegisterWebhooks } from '@daybook/fulfilment';
import { JobQueue, ScheduledTasks, type ScheduledTask, type TaskName } from '@daybook/jobs';
import { RecoveryMails } from '@daybook/mail';
import { enqueueRegisterEndpoint } from '@daybook/payments';
import { SyncRuns } from '@daybook/sync';
import { InboxWorker } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';

/** What each scheduled task does, and when. A task that is missing here does not compile. */
@Injectable()
export class WorkerTasks extends ScheduledTasks {
  constructor(
    settings: Settings,
    inbox: InboxWorker,
    database: Database,
    jobs: JobQueue,
    refreshes: FulfilmentRefreshes,
    pruner: ActivityLogPruner,
    providers: FulfilmentProviders,
    recovery: RecoveryMails,
    overdueOrders: OverdueOrders,
    syncRuns: SyncRuns,
  ) {
    const tasks: Record<TaskName, ScheduledTask> = {
      'prune-activity-log': {
        schedule: { dailyAtHour: 3, timeZone: settings.shop.timeZone },
        timeoutSeconds: 3_600,
        run: async (signal) => `Pruned ${await pruner.prune(signal)} entries of the activity log.`,
      },
      // for webhooks whose nudge was lost, or whose next attempt is due
      'sweep-inbox': {
        schedule: { everySeconds: 30 },
        timeoutSeconds: 25,
        run: async () => {
          await inbox.sweep();
          return null;
        },
      },
      // providers stop sending at times: Printify for an hour after webhooks that failed
      'poll-fulfilment': {
        schedule: { everySeconds: settings.statusPollIntervalSeconds },
        timeoutSeconds: 60,
        run: async (signal) => {
          const count = await refreshes.poll(signal);
          return count === 0 ? null : `Enqueued a refresh of ${count} fulfilments.`;
        },
      },
      // a secret may have been rolled here, or a webhook deleted there
      'register-webhooks': {
        schedule: { everySeconds: 60 },
        timeoutSeconds: 55,
        run: async () => {
          for (const { name } of providers.all.filter(({ isConfigured }) => isConfigured))
            await database.transaction((tx) => jobs.enqueue(tx, RegisterWebhooks, { provider: name }, { key: name }));
          if (settings.stripe.secretKey) await database.transaction((tx) => enqueueRegisterEndpoint(tx, jobs));
          return null;
        },
      },
      'send-recovery-mails': {
        // so that a mail is late by no more than a minute, or by its own delay if that is shorter
        schedule: { everySeconds: Math.min(60, Math.max(5, settings.cartRecoveryDelaySeconds)) },
        timeoutSeconds: 55,
        run: async (signal) => {
          const count = await recovery.enqueueDue(signal);
          return count === 0 ? null : `Enqueued ${count} recovery mails.`;
        },
      },
      'find-overdue-orders': {
        schedule: { everySeconds: 60 },
        timeoutSeconds: 55,
        run: async (signal) => {
          const count = await overdueOrders.detect(signal);
          return count === 0 ? null : `Recorded ${count} overdue orders.`;
        },
      },
      'sync-products': {
        schedule: { everySeconds: settings.syncIntervalSeconds },
        timeoutSeconds: 60,
        run: async () => {
          const started: Provider[] = [];
          for (const { name } of providers.all.filter(({ isConfigured }) => isConfigured)) {
            const { outcome } = await syncRuns.start(name, null);
            if (outcome === 'started') started.push(name);
          }
          return started.length === 0 ? null : `Started a product sync with ${namesOf(started)}.`;
        },
      },
    };
    super(tasks);
  }
}

const namesOf = (providers: Provider[]) => providers.map((name) => providerLabels[name]).join(' and ');
