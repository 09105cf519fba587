/** What the build has to know of the workbench. */
import type { Plugin } from 'vite';

/**
 * Classes that Monaco's core imports for what no option of ours turns on: drawing on the GPU, and a diff of many files. Without
 * them, and all that they import, the editor is 20 kB (brotli) lighter.
 */
const NEVER_MADE: Readonly<Record<string, string>> = {
  'browser/gpu/viewGpuContext.js': 'ViewGpuContext',
  'browser/viewParts/viewLinesGpu/viewLinesGpu.js': 'ViewLinesGpu',
  'browser/widget/multiDiffEditor/multiDiffEditorWidget.js': 'MultiDiffEditorWidget',
};

/** Monaco brings workers of its own for languages; ours (`editor/monaco.ts`) take their place, so don't build both. */
export function workbench(): Plugin {
  return {
    name: 'workbench',
    config: () => ({
      worker: { format: 'es' },
      // The development server's bundling of dependencies loses the workers' addresses.
      optimizeDeps: { exclude: ['monaco-editor'] },
    }),
    load: {
      filter: { id: /monaco-editor\/esm\/vs\/editor\/browser\/(gpu|viewParts|widget)\// },
      handler(id) {
        const [, path = ''] = /\/vs\/editor\/(.*)$/.exec(id) ?? [];
        const name = NEVER_MADE[path];
        if (name === undefined) return undefined;
        return `export class ${name} { constructor() { throw new Error('${name} is left out: src/workbench/vite.ts') } }`;
      },
    },
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/languages\/features\/\w+\/workerManager\.js/ },
      handler: (code) => code.replace(/createWorker: \(\) => new Worker\(new URL\([^)]*\), [^)]*\),/, ''),
    },
  };
}
