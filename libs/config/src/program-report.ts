import { programs } from '@daybook/contract';
import { z } from 'zod';

/** What the launcher tells the api about a program that it keeps running. */
const programReport = z.discriminatedUnion('state', [
  z.object({
    program: z.enum(programs),
    state: z.literal('unavailable'),
    restarts: z.number(),
    reason: z.string().max(500),
  }),
  z.object({ program: z.enum(programs), state: z.literal('available') }),
]);
export type ProgramReport = z.output<typeof programReport>;

/** Receives what the launcher reports. A program that it did not start hears nothing. */
export function onProgramReport(receive: (report: ProgramReport) => void): void {
  process.on('message', (message) => {
    const report = programReport.safeParse(message);
    if (report.success) receive(report.data);
  });
}
