/**
 * One operation on the container at a time, in the order asked for; leaving cancels what waits. A container that does
 * not answer holds nobody up for ever.
 */
export class OperationQueue {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param signal cancels the operation while it waits for its turn
   * @throws the signal's reason, what the operation throws, or an Error after `OPERATION_MS`.
   */
  run<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.last.then(() => {
      signal?.throwIfAborted();
      return limited(operation());
    });
    this.last = turn.catch(() => {});
    return turn;
  }
}

/** More than the longest operation may take, which is to start a host. In milliseconds. */
export const OPERATION_MS = 90_000;

async function limited<T>(running: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const reason = new Error(`the container did not answer within ${OPERATION_MS / 1000} seconds`);
    timer = setTimeout(() => reject(reason), OPERATION_MS);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
