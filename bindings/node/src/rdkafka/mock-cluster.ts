import { Mock } from '../runtime/mock';
import type { MockClusterOptions } from '../runtime/mock';
import { attempt } from './errors';

/**
 * A cluster inside this process, for tests: no network but the loopback, no disk, gone with the process. It produces, consumes, and knows
 * groups and transactions; which admin requests it answers stands in `docs/mock-cluster.md`. Brokers are numbered from 1. What it is told
 * wrongly throws a LibrdKafkaError with ERR__INVALID_ARG, and after `close()` every call but another `close()` one with ERR__STATE.
 */
export class MockCluster extends Mock {
  constructor(options: MockClusterOptions = {}) {
    super(options, attempt);
  }
}
