export default async function globalTeardown() {
  await globalThis.keeper.stop();
}
