/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Knows of which partitions nothing is heard. */
export class Silence {
  readonly #limitMs: number;
  /** By partition, when it was heard of last. */
  #heardAt = new Map<string, number>();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Something was heard of these. */
  end(places: readonly Place[]): void {
    const now = performance.now();
    for (const place of places) this.#heardAt.set(keyOf(place), now);
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
