import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Calls something in the asynchronous context that this package was loaded in: what it starts is no part of the handler or listener that
 * happens to be running. Node has no way into an empty context: who loads the package inside of `AsyncLocalStorage.run` finds that store here.
 */
export const neutrally: <Result>(call: () => Result) => Result = AsyncLocalStorage.snapshot();
