/** Errors that nobody caught, as the worker's own events tell them. */
export function watchErrors(
  tell: (error: unknown, kind: 'error' | 'rejection', promise?: Promise<unknown>) => void,
): void {
  addEventListener('error', (event) => {
    event.preventDefault();
    tell((event as ErrorEvent).error ?? new Error((event as ErrorEvent).message), 'error');
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    const { reason, promise } = event as PromiseRejectionEvent;
    tell(reason, 'rejection', promise);
  });
}
