import { listOf, objectOf } from './admin-items';
import { operationTimeoutOf } from './admin-method';
import type { AdminRequestOptions } from './admin-method';
import type { AdminCall, Answers } from './admin-operations';
import { ElectionTypes, nameIn } from './enums';

export interface ElectLeadersOptions extends AdminRequestOptions {
  /** Default PREFERRED. */
  readonly electionType?: ElectionTypes;
  /** Default: all partitions. */
  readonly topics?: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  /** Milliseconds that the brokers may work on it, an hour at most; default as long as the request may take. */
  readonly operationTimeout?: number;
}

/** Has leaders elected; gives what became of each partition that was looked at. */
export async function electLeaders(
  call: AdminCall,
  options: ElectLeadersOptions,
): Promise<Answers['ElectLeaders']['partitions']> {
  const { electionType = ElectionTypes.PREFERRED, topics } = options;
  const operationTimeoutMs = operationTimeoutOf(options.operationTimeout);
  const places =
    topics &&
    listOf(topics, 'topics').flatMap((entry) => {
      const { topic, partitions } = objectOf(entry, 'topics');
      return listOf(partitions, 'partitions').map((partition) => ({ topic, partition }));
    });
  const { partitions: outcomes } = await call.ask('ElectLeaders', {
    election: nameIn(ElectionTypes, electionType),
    ...(places && { partitions: places }),
    ...(operationTimeoutMs !== undefined && { operationTimeoutMs }),
  });
  return outcomes;
}
