import { ConsumerGroupStates, ConsumerGroupTypes } from '../index';
import type { DeleteGroupsResult, GroupDescription, GroupDescriptions, ListGroupsResult } from '../index';
import { withCluster } from './cluster';
import type { Context } from './context';
import { tellItems } from './items';
import { byName, nameIn } from './names';
import { reasonOf } from './reasons';
import { list, table } from './table';

type Member = GroupDescription['members'][number];

/** Lists the groups. */
export function listGroups(context: Context): Promise<boolean> {
  return withCluster(context, async (cluster) => {
    const { groups, errors } = await cluster.ask<ListGroupsResult>((admin, options, callback) => {
      admin.listGroups(options, callback);
    });
    const listed = groups
      .map(({ groupId, state, type, isSimpleConsumerGroup }) => ({
        group: groupId,
        state: nameIn(ConsumerGroupStates, state),
        type: nameIn(ConsumerGroupTypes, type),
        isSimple: isSimpleConsumerGroup,
      }))
      .sort(byName(({ group }) => group));
    const rows = listed.map(({ group, state, type, isSimple }) => [
      group,
      state,
      type,
      isSimple ? 'nobody ever joined' : '',
    ]);
    const columns = ['GROUP', 'STATE', 'TYPE', ''].map((title) => ({ title }));
    const document = { groups: listed, errors: errors.map(reasonOf) };
    // Where no broker told anything, there is no table either.
    await context.output.answer(document, rows.length === 0 && errors.length > 0 ? '' : table(columns, rows));
    for (const error of errors) context.output.note(reasonOf(error));
    return errors.length === 0;
  });
}

/** Tells of groups and their members. */
export function describeGroups(context: Context): Promise<boolean> {
  return withCluster(context, async (cluster) => {
    const { groups } = await cluster.ask<GroupDescriptions>((admin, options, callback) => {
      admin.describeGroups([...new Set(context.words)], options, callback);
    });
    const complaints = groups.map(complaintAbout);
    const described = groups.filter((_, at) => complaints[at] === undefined);
    await context.output.answer({ groups: groups.map(documentOf) }, described.map(textOf).join('\n\n'));
    for (const complaint of complaints) if (complaint !== undefined) context.output.note(complaint);
    return described.length === groups.length;
  });
}

/** Deletes groups, all with one question. */
export function deleteGroups(context: Context): Promise<boolean> {
  return withCluster(context, async (cluster) => {
    const results = await cluster.ask<DeleteGroupsResult[]>((admin, options, callback) => {
      admin.deleteGroups([...new Set(context.words)], options, callback);
    });
    const outcomes = results.map(({ groupId, error }) => ({ name: groupId, error }));
    return tellItems(context, 'group', 'isDeleted', 'deleted', outcomes);
  });
}

function complaintAbout({ groupId, state, error }: GroupDescription): string | undefined {
  if (error !== undefined) return `group ${groupId}: ${reasonOf(error)}`;
  return state === ConsumerGroupStates.DEAD ? `there is no group ${groupId}` : undefined;
}

function documentOf(group: GroupDescription): object {
  const { groupId, state, type, partitionAssignor, coordinator, members, error } = group;
  return {
    group: groupId,
    state: nameIn(ConsumerGroupStates, state),
    type: nameIn(ConsumerGroupTypes, type),
    assignor: partitionAssignor,
    coordinator: coordinator?.id ?? null,
    members: members.map(({ memberId, clientId, clientHost, groupInstanceId, assignment }) => ({
      member: memberId,
      client: clientId,
      host: clientHost,
      instance: groupInstanceId ?? null,
      partitions: assignment.topicPartitions,
    })),
    error: error === undefined ? null : reasonOf(error),
  };
}

function textOf(group: GroupDescription): string {
  const { groupId, state, type, partitionAssignor, coordinator, members } = group;
  const entries = list([
    ['group', groupId],
    ['state', nameIn(ConsumerGroupStates, state)],
    ['type', nameIn(ConsumerGroupTypes, type)],
    ['assignor', partitionAssignor],
    ['coordinator', coordinator === undefined ? '' : `${coordinator.id} (${coordinator.host}:${coordinator.port})`],
  ]);
  if (members.length === 0) return entries;
  const columns = ['MEMBER', 'CLIENT', 'HOST', 'PARTITIONS'].map((title) => ({ title }));
  const rows = members.map((member) => [member.memberId, member.clientId, member.clientHost, partitionsOf(member)]);
  return `${entries}\n\n${table(columns, rows)}`;
}

/** A topic with its partitions, and so on. */
function partitionsOf({ assignment }: Member): string {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of assignment.topicPartitions)
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([topic, partitions]) => `${topic}[${partitions.join(',')}]`).join(' ');
}
