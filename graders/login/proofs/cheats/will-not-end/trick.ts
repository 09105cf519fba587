const stay = (() => undefined) as unknown as () => never;
process.exit = stay;
process.abort = stay;
(process as unknown as { reallyExit: () => never }).reallyExit = stay;
for (const event of ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect', 'exit', 'beforeExit']) {
  try {
    process.on(event, () => {
      for (const end = performance.now() + 500; performance.now() < end; );
    });
  } catch {
    // Not one that can be caught here.
  }
}
setInterval(() => {}, 1000);
