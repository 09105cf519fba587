/** What a spare worker does while it waits: runs the packages that the next app will import, most likely. */
import { natives } from '../worker/natives.ts';
import { forgetFaces, packageUrl } from './blob-modules.ts';
import { forgetPackages, hasScript, packageEntry } from './packages.ts';
import { Sources } from './source.ts';

let warming: Promise<void> = natives.Promise.resolve();
let closed = false;

/** Enough TypeScript to have the parsers compiled. */
const SAMPLE = `import a, { type B } from './b.ts';
export interface C { d: string; e?: number }
export async function f<T extends C>(g: T, { h = 1, ...i }: Record<string, number> = {}): Promise<void> {
  for (const [j, k] of Object.entries(i)) if (j !== \`x\${k}\`) await a(g as unknown as B, { ...i, h });
  try { throw new Error('l'); } catch { class M { n = (o: string) => o?.length ?? /p/.test(o); } return void new M(); }
}`;

/** Resolves when all that was asked for so far is done. */
export function warmed(): Promise<void> {
  return warming;
}

/** An app starts: nothing more is run ahead. */
export function stopWarming(): void {
  closed = true;
}

/** Runs packages ahead of need, and the parsers, if they will be. What fails is left for the app to find out. */
export function warm(packages: readonly string[], parsers: boolean): void {
  if (closed) return;
  warming = warming.then(async () => {
    if (parsers) parseSample();
    for (const specifier of packages) {
      const entry = packageEntry(specifier);
      if (closed || !entry?.scripts.every(hasScript)) continue;
      try {
        await import(/* @vite-ignore */ packageUrl(specifier));
      } catch {
        forgetWarmed();
      }
    }
  });
}

/** Makes all packages run anew. */
export function forgetWarmed(): void {
  forgetPackages();
  forgetFaces();
}

let parsed = false;

function parseSample(): void {
  if (parsed) return;
  parsed = true;
  new Sources({ read: (path) => (path === '/app/sample.ts' ? SAMPLE : undefined), isFile: () => true }).get(
    '/app/sample.ts',
  );
}
