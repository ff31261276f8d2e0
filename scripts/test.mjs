// `npm test`: installs and builds what is missing, then runs every test in one Jest. Arguments go to Jest.
const oldest = 20;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(`Daybook needs Node ${oldest} or later to test; this is ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import('./test-daybook.mjs');
}
