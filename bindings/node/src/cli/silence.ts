/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Knows of which partitions nothing is heard. */
export class Silence {
  readonly #limitMs: number;
  /** By partition, when it was heard of last. */
  #heardAt: ReadonlyMap<string, number> = new Map();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Something was heard of these. */
  end(places: readonly Place[]): void {
    const now = performance.now();
    this.#heardAt = new Map([...this.#heardAt, ...places.map((place) => [keyOf(place), now] as const)]);
  }

  /** Those of which nothing was heard for so long, since they were first asked for. */
  among(places: readonly Place[]): readonly Place[] {
    const now = performance.now();
    const heardAt = new Map(places.map((place) => [keyOf(place), this.#heardAt.get(keyOf(place)) ?? now]));
    this.#heardAt = heardAt;
    return places.filter((place) => now - (heardAt.get(keyOf(place)) ?? now) >= this.#limitMs);
  }
}

/** Stands for a partition where there are several. */
export function keyOf({ topic, partition }: Place): string {
  return `${partition} ${topic}`;
}

/** A partition as it is told. */
export function placeOf({ topic, partition }: Place): string {
  return `${topic} [${partition}]`;
}
