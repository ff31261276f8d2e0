// Imported first by the commands that run before the install: it ends them with a sentence where Node is too old.
const oldestSupported = 20;

if (Number(process.versions.node.split('.')[0]) < oldestSupported) {
  console.error(`Daybook needs Node ${oldestSupported} or later; this is ${process.versions.node}.`);
  process.exit(1);
}
