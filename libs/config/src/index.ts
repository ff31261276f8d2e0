/** The settings: environment variables, checked once at start. Does not know the rest of Daybook. */
export { loadSettings, Settings, SettingsError, settingsSchema } from './settings.js';
export type { MailServer, Sender } from './mail-settings.js';
export { SettingsModule } from './settings.module.js';
export { exitWithParent } from './exit-with-parent.js';
export { failpoint, failpointNames, type FailpointName } from './failpoint.js';
export { openLogDestination } from './log-destination.js';
export { UserFacingError } from './user-facing-error.js';
export { onProgramReport, type ProgramReport } from './program-report.js';
export { startProgram, unavailableExitCode } from './start-program.js';
