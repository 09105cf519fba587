/** What the build has to know of the workbench. */
import type { Plugin } from 'vite';

/** Monaco brings workers of its own for languages; ours (`editor/monaco.ts`) take their place, so don't build both. */
export function workbench(): Plugin {
  return {
    name: 'workbench',
    config: () => ({
      worker: { format: 'es' },
      // The development server's bundling of dependencies loses the workers' addresses.
      optimizeDeps: { exclude: ['monaco-editor'] },
    }),
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/languages\/features\/\w+\/workerManager\.js/ },
      handler: (code) => code.replace(/createWorker: \(\) => new Worker\(new URL\([^)]*\), [^)]*\),/, ''),
    },
  };
}
