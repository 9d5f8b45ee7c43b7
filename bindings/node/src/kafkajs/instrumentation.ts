import { invalidArgument, textOfThrown } from './errors';
import type { InstrumentationEvent, RemoveInstrumentationEventListener } from './events';
import type { ClientLog } from './logger';

/** Is called at once; what it throws, or rejects with, goes to the log. */
export type Listener<Payload> = (event: InstrumentationEvent<Payload>) => unknown;

let events = 0;

/** Tells the listeners of one client what happens to it. */
export class Instrumentation<Payloads extends object> {
  /** Each event with who listens to it. */
  readonly #listeners = new Map<string, { readonly listener: Listener<never> }[]>();
  readonly #names: readonly string[];
  readonly #constants: string;
  readonly #log: ClientLog;

  /** `kind` is what a program calls the client whose `events` these are. */
  constructor(kind: string, constants: Readonly<Record<string, string>>, log: ClientLog) {
    this.#names = Object.values(constants);
    this.#constants = Object.keys(constants)
      .map((name) => `${kind}.events.${name}`)
      .join(', ');
    this.#log = log;
  }

  on<Name extends keyof Payloads & string>(
    name: Name,
    listener: Listener<Payloads[Name]>,
  ): RemoveInstrumentationEventListener {
    if (!this.#names.includes(name)) throw invalidArgument(`Event name should be one of ${this.#constants}`);
    if (typeof (listener as unknown) !== 'function')
      throw invalidArgument(`The listener of ${name} must be a function.`);
    const entry = { listener: listener as Listener<never> };
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), entry]);
    return () => {
      const others = this.#listeners.get(name)?.filter((one) => one !== entry) ?? [];
      if (others.length > 0) this.#listeners.set(name, others);
      else this.#listeners.delete(name);
    };
  }

  /** Whether anybody listens: for events whose payload is dear. */
  isHeard(name: keyof Payloads & string): boolean {
    return this.#listeners.has(name);
  }

  emit<Name extends keyof Payloads & string>(name: Name, payload: Payloads[Name]): void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) return;
    const event: InstrumentationEvent<Payloads[Name]> = { id: events++, type: name, timestamp: Date.now(), payload };
    for (const { listener } of listeners) void this.#call(name, listener as Listener<Payloads[Name]>, event);
  }

  async #call<Payload>(name: string, listener: Listener<Payload>, event: InstrumentationEvent<Payload>): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.#log.error(`A listener of ${name} failed: ${textOfThrown(error)}`);
    }
  }
}
