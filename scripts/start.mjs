// `npm start`: from a fresh clone to a running Daybook. Plain JavaScript for Node 20, because it runs before the install.
const oldest = 20;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(`Daybook needs Node ${oldest} or later to start; this is ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import('./start-daybook.mjs');
}
