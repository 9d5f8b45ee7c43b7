import * as groups from '../runtime/admin-groups';
import type { DescribeGroupsOptions, ListGroupsOptions } from '../runtime/admin-groups';
import type { AdminCall } from '../runtime/admin-operations';
import { errorOf } from './admin-call';
import { ErrorCodes, KafkaJSDeleteGroupsError } from './errors';
import type { KafkaJSError } from './errors';

export type ListGroupsResult = groups.ListGroupsResult<KafkaJSError>;
export type GroupDescription = groups.GroupDescriptionResult<KafkaJSError>;
export type GroupDescriptions = groups.GroupDescriptions<KafkaJSError>;
export type DeleteGroupsResult = groups.DeleteGroupsResult<KafkaJSError>;

export function listGroups(call: AdminCall, options: ListGroupsOptions): Promise<ListGroupsResult> {
  return groups.listGroups(call, options, errorOf);
}

export function describeGroups(
  call: AdminCall,
  options: DescribeGroupsOptions & { readonly groups: readonly string[] },
): Promise<GroupDescriptions> {
  return groups.describeGroups(call, options, errorOf);
}

export async function deleteGroups(
  call: AdminCall,
  options: { readonly groups: readonly string[] },
): Promise<DeleteGroupsResult[]> {
  const results = await groups.deleteGroups(call, options, errorOf);
  if (results.every(({ errorCode }) => errorCode === ErrorCodes.ERR_NO_ERROR)) return results;
  throw new KafkaJSDeleteGroupsError('Error in DeleteGroups', results);
}
