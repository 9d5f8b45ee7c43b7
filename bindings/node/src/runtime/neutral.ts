import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Calls something in the asynchronous context that this package was loaded in: what it starts is no part of the handler or listener that
 * happens to be running.
 */
export const neutrally: <Result>(call: () => Result) => Result = AsyncLocalStorage.snapshot();
