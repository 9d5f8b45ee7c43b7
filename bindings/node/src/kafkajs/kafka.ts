import { Admin } from './admin';
import { checkPlacement, merged } from './config';
import type { CommonConstructorConfig, GlobalConfig, Rule } from './config';
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

  constructor(config: CommonConstructorConfig = {}) {
    checkPlacement(config, NO_RULES, 'new Kafka');
    this.#common = config;
  }

  producer(config: ProducerConstructorConfig = {}): Producer {
    checkPlacement(config, PRODUCER_RULES, 'kafka.producer');
    return new Producer(merged(this.#common, config));
  }

  consumer(config: ConsumerConstructorConfig = {}): Consumer {
    checkPlacement(config, CONSUMER_RULES, 'kafka.consumer');
    return new Consumer(merged(this.#common, config));
  }

  admin(config: CommonConstructorConfig = {}): Admin {
    checkPlacement(config, NO_RULES, 'kafka.admin');
    return new Admin(merged(this.#common, config));
  }
}
