/** The longest time that a timer takes; with a longer one it would ring at once. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** Waits for work, but no longer than so many milliseconds, and not for its sake alone. Whether it came to its end. */
export async function within(limitMs: number, work: Promise<unknown> | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, Math.min(limitMs, TIMEOUT_MAX_MS), false).unref();
  });
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is left of a time that ends then, in whole milliseconds. */
export function leftMs(end: number): number {
  return Math.max(0, Math.ceil(end - performance.now()));
}
