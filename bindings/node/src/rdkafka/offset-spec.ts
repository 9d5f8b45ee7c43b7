/** Which offset of a partition is asked for: one of the three, or the first at or after a time. */
export class OffsetSpec {
  static readonly EARLIEST = new OffsetSpec(-2);
  static readonly LATEST = new OffsetSpec(-1);
  static readonly MAX_TIMESTAMP = new OffsetSpec(-3);

  constructor(readonly timestamp: number) {}
}
