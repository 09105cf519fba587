/** Edits of a text by offsets. */
import { HOOK } from './hook.ts';
import type { Source } from './source.ts';

export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that do not overlap, whatever their order. */
export function replace(code: string, replacements: readonly Replacement[]): string {
  let replaced = '';
  let at = 0;
  for (const { start, end, text } of [...replacements].sort((a, b) => a.start - b.start || a.end - b.end)) {
    replaced += code.slice(at, start) + text;
    at = end;
  }
  return replaced + code.slice(at);
}

/** `import.meta` and `import()` go through the hook, which knows the module by its path. */
export function ownReplacements(source: Source): Replacement[] {
  const path = JSON.stringify(source.path);
  const { metas = [], dynamicImports = [] } = source.facts ?? {};
  return [
    ...metas.map(({ start, end }) => ({ start, end, text: `${HOOK}.meta(${path})` })),
    ...dynamicImports.map(({ start }) => ({
      start,
      end: start + 'import'.length,
      text: `${HOOK}.import(${path})`,
    })),
  ];
}
