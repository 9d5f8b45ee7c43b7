/** Calls something of the user's: what it throws is its own affair, surfaces as uncaught in a turn of its own, and harms nothing here. */
export function apart(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
