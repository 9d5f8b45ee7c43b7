import type { Context } from './context';
import type { OptionName } from './options';

/** Does what a row says; resolves with whether all of it was done. */
export type Run = (context: Context) => Promise<boolean>;

/** A command, or one action of a command. */
export interface CommandRow {
  readonly command: string;
  readonly action?: string;
  /** It is done if no action is named. */
  readonly isDefault?: true;
  /** The words behind it: `<one>` that must be there, `[one]` that may, `...` for any number of the last one. */
  readonly words: string;
  readonly summary: string;
  /** Beside those that every command takes. */
  readonly options: readonly OptionName[];
  /** Help and usage need no library: it is loaded with the command. */
  readonly load: () => Promise<Run>;
}

/** Every command and action there is, in the order in which help tells them. */
export const COMMANDS: readonly CommandRow[] = [
  {
    command: 'doctor',
    words: '',
    summary: 'what is linked, whether the cluster can be reached, and why not',
    options: [],
    load: async () => (await import('./doctor.js')).doctor,
  },
  {
    command: 'topics',
    action: 'list',
    isDefault: true,
    words: '',
    summary: 'the topics and how many partitions they have',
    options: [],
    load: async () => (await import('./topics.js')).listTopics,
  },
  {
    command: 'topics',
    action: 'describe',
    words: '<topic>...',
    summary: 'leaders, replicas and replicas in sync of each partition',
    options: [],
    load: async () => (await import('./topics.js')).describeTopics,
  },
  {
    command: 'topics',
    action: 'create',
    words: '<topic>',
    summary: 'a new topic',
    options: ['partitions', 'replication-factor', 'config-entry'],
    load: async () => (await import('./topics.js')).createTopic,
  },
  {
    command: 'topics',
    action: 'delete',
    words: '<topic>...',
    summary: 'deletes topics with all that is in them',
    options: [],
    load: async () => (await import('./topics.js')).deleteTopics,
  },
  {
    command: 'groups',
    action: 'list',
    isDefault: true,
    words: '',
    summary: 'the consumer groups with their states',
    options: [],
    load: async () => (await import('./groups.js')).listGroups,
  },
  {
    command: 'groups',
    action: 'describe',
    words: '<group>...',
    summary: 'state, protocol and members',
    options: [],
    load: async () => (await import('./groups.js')).describeGroups,
  },
  {
    command: 'groups',
    action: 'delete',
    words: '<group>...',
    summary: 'deletes groups without members, with what they committed',
    options: [],
    load: async () => (await import('./groups.js')).deleteGroups,
  },
  {
    command: 'lag',
    words: '<group>',
    summary: 'how far a group is behind, for each partition and in sum',
    options: ['topic', 'watch', 'interval'],
    load: async () => (await import('./lag.js')).lag,
  },
  {
    command: 'produce',
    words: '<topic> [value...]',
    summary: 'sends values, or the lines of the standard input',
    options: ['key', 'header', 'partition', 'key-separator', 'tombstones'],
    load: async () => (await import('./produce.js')).produce,
  },
  {
    command: 'consume',
    words: '<topic>...',
    summary: 'prints messages as they come, until ctrl-C',
    options: ['group', 'from', 'partition', 'count', 'until-end', 'key-separator'],
    load: async () => (await import('./consume.js')).consume,
  },
  {
    command: 'configs',
    action: 'topic',
    words: '<topic>',
    summary: 'what a topic is set to; --set and --delete change it',
    options: ['all', 'set', 'delete'],
    load: async () => (await import('./configs.js')).topicConfigs,
  },
  {
    command: 'configs',
    action: 'broker',
    words: '<id>',
    summary: 'what a broker is set to; --set and --delete change it',
    options: ['all', 'set', 'delete'],
    load: async () => (await import('./configs.js')).brokerConfigs,
  },
];
