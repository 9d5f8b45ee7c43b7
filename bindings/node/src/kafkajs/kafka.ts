import { Admin } from './admin';
import { CONSUMER_CALLBACKS, PRODUCER_CALLBACKS, without } from './callbacks';
import { checkPlacement, merged } from './config';
import type { AdminConstructorConfig, CommonConstructorConfig, GlobalConfig, Rule } from './config';
import { Consumer } from './consumer';
import { CONSUMER_RULES } from './consumer-config';
import type { ConsumerConstructorConfig } from './consumer-config';
import { Producer } from './producer';
import { PRODUCER_RULES } from './producer-config';
import type { ProducerConstructorConfig } from './producer-config';

const NO_RULES: Readonly<Record<string, Rule>> = {};

/** A cluster, as far as it has to be known to make clients for it. */
export class Kafka {
  readonly #common: GlobalConfig;

  /** What it is given holds for all of its clients, which may each say otherwise. Connecting them checks the values. */
  constructor(config?: CommonConstructorConfig) {
    this.#common = config ?? {};
    checkPlacement(this.#common, NO_RULES, 'new Kafka');
  }

  producer(config?: ProducerConstructorConfig): Producer {
    return new Producer(this.#merged(config, PRODUCER_RULES, 'kafka.producer', CONSUMER_CALLBACKS));
  }

  consumer(config?: ConsumerConstructorConfig): Consumer {
    return new Consumer(this.#merged(config, CONSUMER_RULES, 'kafka.consumer', PRODUCER_CALLBACKS));
  }

  admin(config?: AdminConstructorConfig): Admin {
    return new Admin(this.#merged(config, NO_RULES, 'kafka.admin', [...CONSUMER_CALLBACKS, ...PRODUCER_CALLBACKS]));
  }

  /** `ofOthers` are functions that concern other kinds of clients, and may all the same be in what is common to all. */
  #merged(
    given: GlobalConfig | undefined,
    rules: Readonly<Record<string, Rule>>,
    sample: string,
    ofOthers: readonly string[],
  ): GlobalConfig {
    const own = given ?? {};
    checkPlacement(own, rules, sample);
    return merged(without(this.#common, ofOthers), own);
  }
}
