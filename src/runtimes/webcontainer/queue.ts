/** One operation on the container at a time, in the order asked for; leaving cancels what waits. */
export class OperationQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws the signal's reason when it was cancelled before its turn; else what the operation throws. */
  run<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.last.then(() => {
      signal?.throwIfAborted();
      return operation();
    });
    this.last = turn.catch(() => {});
    return turn;
  }
}
