import type { Context } from './context.ts';

/** Loads the runtime only now: `list` and `--help` need none, and each is large. */
export const openRuntime: Context['openRuntime'] = async (name, { database }) => {
  if (name === 'browser') {
    const { createHeadlessRuntime } = await import('../runtimes/browser/headless.ts');
    return createHeadlessRuntime();
  }
  const { createNodeRuntime } = await import('../runtimes/node/runtime.ts');
  return createNodeRuntime({ database });
};
