/** Lets promises go on until something holds; fails when it doesn't in the time a test has. */
export async function until(holds: () => boolean, what = holds.toString()): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Still not so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
