import { askGroups } from './admin-coordinators';
import { authorizedOf, listOf, namesOf, nodeOf } from './admin-items';
import type { ErrorOf, KafkaNode } from './admin-items';
import type { AdminRequestOptions } from './admin-method';
import type { GroupDescription, MemberDescription, Place, AdminCall } from './admin-operations';
import { ConsumerGroupStates, ConsumerGroupTypes, numberIn } from './enums';
import type { AclOperationTypes } from './enums';
import { invalid } from './failure';

export interface ListGroupsOptions extends AdminRequestOptions {
  /** Default: all. */
  readonly matchConsumerGroupStates?: readonly ConsumerGroupStates[];
  /** Default: all. */
  readonly matchConsumerGroupTypes?: readonly ConsumerGroupTypes[];
}

export interface GroupOverview {
  readonly groupId: string;
  readonly protocolType: 'consumer' | 'simple';
  /** Nobody ever joined it; it only commits. */
  readonly isSimpleConsumerGroup: boolean;
  readonly state: ConsumerGroupStates;
  readonly type: ConsumerGroupTypes;
}

export interface ListGroupsResult<ApiError> {
  readonly groups: GroupOverview[];
  /** Of the brokers that did not tell their groups. */
  readonly errors: ApiError[];
}

export interface DescribeGroupsOptions extends AdminRequestOptions {
  readonly includeAuthorizedOperations?: boolean;
}

export interface MemberAssignment {
  readonly topicPartitions: { readonly topic: string; readonly partition: number }[];
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly groupInstanceId?: string;
  /** Always null: librdkafka gives `assignment` in its place. */
  readonly memberAssignment: null;
  readonly memberMetadata: null;
  readonly assignment: MemberAssignment;
  /** What a member of a group with the new protocol is on its way to. */
  readonly targetAssignment?: MemberAssignment;
}

export interface GroupDescriptionResult<ApiError> {
  readonly groupId: string;
  readonly error?: ApiError;
  readonly members: GroupMember[];
  /** As `partitionAssignor`. */
  readonly protocol: string;
  readonly partitionAssignor: string;
  readonly isSimpleConsumerGroup: boolean;
  readonly protocolType: 'consumer' | 'simple';
  readonly state: ConsumerGroupStates;
  readonly type: ConsumerGroupTypes;
  readonly coordinator?: KafkaNode;
  readonly authorizedOperations?: AclOperationTypes[] | undefined;
}

export interface GroupDescriptions<ApiError> {
  readonly groups: GroupDescriptionResult<ApiError>[];
}

export interface DeleteGroupsResult<ApiError> {
  readonly groupId: string;
  readonly errorCode: number;
  readonly error?: ApiError;
}

export async function listGroups<ApiError>(
  call: AdminCall,
  options: ListGroupsOptions,
  errorOf: ErrorOf<ApiError>,
): Promise<ListGroupsResult<ApiError>> {
  const states = namesOf(ConsumerGroupStates, options.matchConsumerGroupStates, 'matchConsumerGroupStates');
  const types = namesOf(ConsumerGroupTypes, options.matchConsumerGroupTypes, 'matchConsumerGroupTypes');
  const request = { ...(states && { states }), ...(types && { types }) };
  const { groups, errors } = await call.ask('ListConsumerGroups', request);
  return {
    groups: groups.map(({ group, isSimple, state, type }) => ({
      groupId: group,
      protocolType: isSimple ? 'simple' : 'consumer',
      isSimpleConsumerGroup: isSimple,
      state: numberIn(ConsumerGroupStates, state),
      type: numberIn(ConsumerGroupTypes, type),
    })),
    errors: errors.flatMap((outcome) => errorOf(outcome) ?? []),
  };
}

export async function describeGroups<ApiError>(
  call: AdminCall,
  { groups, includeAuthorizedOperations = false }: DescribeGroupsOptions & { readonly groups: readonly string[] },
  errorOf: ErrorOf<ApiError>,
): Promise<GroupDescriptions<ApiError>> {
  if (!Array.isArray(groups)) throw invalid('Must provide group name array');
  if (groups.length === 0) throw invalid('Must provide at least one group name');
  const described = await askGroups(call, 'DescribeConsumerGroups', groups, { includeAuthorizedOperations });
  return { groups: described.map((group) => descriptionOf(group, errorOf)) };
}

/** What became of each group. */
export async function deleteGroups<ApiError>(
  call: AdminCall,
  { groups }: { readonly groups: readonly string[] },
  errorOf: ErrorOf<ApiError>,
): Promise<DeleteGroupsResult<ApiError>[]> {
  const outcomes = await askGroups(call, 'DeleteConsumerGroups', listOf(groups, 'groupIds'));
  return outcomes.map((outcome) => {
    const error = errorOf(outcome);
    return { groupId: outcome.group, errorCode: outcome.code, ...(error && { error }) };
  });
}

function descriptionOf<ApiError>(
  group: GroupDescription,
  errorOf: ErrorOf<ApiError>,
): GroupDescriptionResult<ApiError> {
  const error = errorOf(group);
  const authorizedOperations = authorizedOf(group.authorizedOperations);
  return {
    groupId: group.group,
    ...(error && { error }),
    members: group.members.map(memberOf),
    protocol: group.assignor,
    partitionAssignor: group.assignor,
    isSimpleConsumerGroup: group.isSimple,
    protocolType: group.isSimple ? 'simple' : 'consumer',
    state: numberIn(ConsumerGroupStates, group.state),
    type: numberIn(ConsumerGroupTypes, group.type),
    ...(group.coordinator && { coordinator: nodeOf(group.coordinator) }),
    ...(authorizedOperations && { authorizedOperations }),
  };
}

function memberOf(member: MemberDescription): GroupMember {
  const { memberId, clientId, host, instanceId, assignment, targetAssignment } = member;
  return {
    memberId,
    clientId,
    clientHost: host,
    ...(instanceId !== null && { groupInstanceId: instanceId }),
    memberAssignment: null,
    memberMetadata: null,
    assignment: assignmentOf(assignment),
    ...(targetAssignment && { targetAssignment: assignmentOf(targetAssignment) }),
  };
}

function assignmentOf(places: readonly Place[]): MemberAssignment {
  return { topicPartitions: places.map(({ topic, partition }) => ({ topic, partition })) };
}
