import { topicPattern } from '../runtime/topic-pattern';
import { attempt, invalidArgument } from './errors';

export interface ConsumerSubscribeTopics {
  /**
   * Names, or regular expressions without flags, lookarounds and back references, which are matched from the beginning of a name, and
   * to its end where they have a $. A text that begins with ^ goes as it is to librdkafka, or in the new group protocol to the broker.
   */
  readonly topics: readonly (string | RegExp)[];
  /** Forget the topics subscribed before. */
  readonly replace?: boolean;
}

export interface ConsumerSubscribeTopic {
  readonly topic: string | RegExp;
  readonly replace?: boolean;
}

/** Whom a subscription concerns while it runs. */
interface Subscriber {
  isRunning(): boolean;
  tell(topics: readonly string[]): Promise<void>;
}

/** What a consumer has subscribed to by now. */
export class Subscription {
  #topics: readonly string[] = [];
  /** The last of the changes of which the subscriber is being told. */
  #unsettled: Promise<void> | undefined;

  get topics(): readonly string[] {
    return this.#topics;
  }

  /**
   * Adds topics, or takes them in place of those before. What the subscriber refuses changes nothing, and so that it is not held
   * against others, he is told of one change after the other. Done when it returns if he does not run.
   */
  change(subscription: ConsumerSubscribeTopics | ConsumerSubscribeTopic, subscriber: Subscriber): Promise<void> {
    const names = topicNamesOf(subscription);
    const isReplacing = subscription.replace === true;
    const change = async (): Promise<void> => {
      const before = this.#topics;
      this.#topics = [...new Set(isReplacing ? names : [...before, ...names])];
      if (!subscriber.isRunning()) return;
      try {
        await subscriber.tell(this.#topics);
      } catch (error) {
        this.#topics = before;
        throw error;
      }
    };
    if (this.#unsettled === undefined && !subscriber.isRunning()) return change();
    const changed = this.#unsettled === undefined ? change() : this.#unsettled.then(change);
    const settled = changed
      .catch(() => undefined)
      .then(() => {
        if (this.#unsettled === settled) this.#unsettled = undefined;
      });
    this.#unsettled = settled;
    return changed;
  }
}

/** The topics of a subscription, as librdkafka takes them: a name that begins with ^ is a pattern. */
export function topicNamesOf(subscription: ConsumerSubscribeTopics | ConsumerSubscribeTopic): string[] {
  if (typeof subscription !== 'object' || (subscription as unknown) === null)
    throw invalidArgument('Subscribe needs an object with topics or topic.');
  const { topics, topic, replace = false } = subscription as Partial<ConsumerSubscribeTopics & ConsumerSubscribeTopic>;
  if (typeof (subscription as { fromBeginning?: unknown }).fromBeginning === 'boolean') {
    throw invalidArgument(
      "The 'fromBeginning' property cannot be set in subscribe: set it in the configuration of the consumer.",
    );
  }
  if (typeof (replace as unknown) !== 'boolean')
    throw invalidArgument("The 'replace' property must be a boolean.");
  const wanted = topics ?? (topic === undefined ? [] : [topic]);
  if (!Array.isArray(wanted) || wanted.length === 0) throw invalidArgument('Subscribe needs at least one topic.');
  return (wanted as readonly (string | RegExp)[]).map(nameOf);
}

function nameOf(topic: string | RegExp): string {
  if (typeof topic === 'string') {
    if (topic === '') throw invalidArgument('A topic must have a name.');
    return topic;
  }
  if (!(topic instanceof RegExp)) throw invalidArgument('A topic must be a string or a RegExp.');
  return attempt(() => topicPattern(topic));
}
