const now = Date.now();
const RealDate = Date;

class StoppedDate extends RealDate {
  constructor(...args: ConstructorParameters<DateConstructor> | []) {
    super(...((args.length === 0 ? [now] : args) as [number]));
  }
  static override now(): number {
    return now;
  }
}

globalThis.Date = StoppedDate as DateConstructor;
RealDate.now = () => now;
performance.now = () => 0;
const { setTimeout: later } = globalThis;
globalThis.setTimeout = ((callback: () => void) => later(callback, 0)) as typeof setTimeout;
globalThis.setInterval = (() => later(() => {}, 0)) as unknown as typeof setInterval;
