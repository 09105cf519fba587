/** `npm run build` with more and more lessons: no step of it may grow faster than they do. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MODULES } from '../../../src/course/lessons.ts';
import { ROOT, run } from '../login.ts';
import { type Row, timed } from '../row.ts';

const COUNTS = [30, 300, 3000];
/** Below the project, so that its packages are found from there; git, Biome and Astro leave `.cache` alone. */
const COPY = join(ROOT, '.cache/bench-build');
/** A lesson of middling length, with a part that works and one for each track, and no file of its own beside it. */
const PATTERN = join(ROOT, 'lessons/01-login/03-sessions-that-end.mdx');

export const buildRow: Row = {
  id: 'build',
  async measure() {
    const times: Record<string, number[]> = {};
    const byCount: number[] = [];
    try {
      for (const count of COUNTS) {
        await copyWith(count);
        const ms = await timed(() => run('npm', ['run', 'build'], { cwd: COPY, maxBuffer: 1e9 }));
        console.error(`  ${count} lessons: ${Math.round(ms / 1000)} s`);
        times[`${count} lessons`] = [ms];
        byCount.push(ms);
      }
    } finally {
      await rm(COPY, { recursive: true, force: true });
    }
    return {
      note: 'beside the lessons of the course; one round',
      times,
      // What does not depend on them is left out: it would hide a step that grows with their square.
      ratios: COUNTS.slice(2).map((count, index) => ({
        what: `a lesson more, up to ${count}`,
        beside: `a lesson more, up to ${COUNTS[index + 1]}`,
        ratio: Number((each(index + 1, byCount) / each(index, byCount)).toFixed(3)),
        aim: 1,
      })),
    };
  },
};

const each = (index: number, ms: readonly number[]) =>
  ((ms[index + 1] ?? 0) - (ms[index] ?? 0)) / ((COUNTS[index + 1] ?? 0) - (COUNTS[index] ?? 0));

/** The project's own files and `count` lessons more, spread over the modules. */
async function copyWith(count: number): Promise<void> {
  await rm(COPY, { recursive: true, force: true });
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 1e8,
  });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(COPY, file)), { recursive: true });
    // Deleted, and not yet told to git.
    await cp(join(ROOT, file), join(COPY, file)).catch(() => undefined);
  }
  const pattern = await readFile(PATTERN, 'utf8');
  for (let index = 0; index < count; index++) {
    const module = MODULES[index % MODULES.length]?.id ?? '';
    const text = pattern
      .replace(/^title: .*$/m, `title: Generated lesson ${index + 1}`)
      .replace(/^exercise: .*\n/m, '');
    await mkdir(join(COPY, 'lessons', module), { recursive: true });
    await writeFile(join(COPY, 'lessons', module, `g${String(index + 1).padStart(5, '0')}.mdx`), text);
  }
}
