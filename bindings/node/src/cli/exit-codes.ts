/** All of it was done. */
export const DONE = 0;
/** Not all of it was done. */
export const FAILED = 1;
/** Nothing was done: the command line has to be changed. */
export const WRONG_USAGE = 2;

/** As shells tell of a program that a signal ended. */
export const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

/** What the program ends with, and what help says of it. */
export const EXIT_CODES: readonly (readonly [exitCode: number, meaning: string])[] = [
  [DONE, 'done'],
  [FAILED, 'it failed'],
  [WRONG_USAGE, 'the command line is wrong'],
  [ENDED_BY.SIGINT, 'ended by ctrl-C'],
  [ENDED_BY.SIGTERM, 'ended by SIGTERM'],
];
