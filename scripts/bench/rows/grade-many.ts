/** A class of submissions graded in one call, beside vitest once for each. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXERCISE, ROOT, run, SOLUTION, vitestRun } from '../login.ts';
import { inTurns, NotMeasured, type Row, ratioOf, timed } from '../row.ts';

const FOLDERS = 100;

export const gradeManyRow: Row = {
  id: 'grade',
  async measure(rounds) {
    const parent = await mkdtemp(join(tmpdir(), 'other90-class-'));
    try {
      const folders = Array.from({ length: FOLDERS }, (_, index) => join(parent, `learner-${index + 1}`));
      for (const folder of folders) await cp(SOLUTION, folder, { recursive: true });
      await takesSeveral(folders);
      const times = await inTurns(rounds, {
        [`grade of ${FOLDERS}`]: () => timed(() => grade(folders)),
        // A hundred of them would take an hour and tell the same.
        [`${FOLDERS} × vitest run`]: async () => FOLDERS * (await vitestRun(SOLUTION)),
      });
      const [together = [], alone = []] = Object.values(times);
      return {
        note: `login, ${FOLDERS} copies of its solution; vitest run once a round, times ${FOLDERS}`,
        times,
        ratios: [ratioOf(`grade of ${FOLDERS} folders`, together, `${FOLDERS} × vitest run`, alone, 0.2)],
      };
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  },
};

const grade = (folders: readonly string[]) =>
  run(process.execPath, ['src/cli/main.ts', 'grade', EXERCISE, ...folders, '--json'], {
    cwd: ROOT,
    maxBuffer: 1e9,
  });

/** @throws NotMeasured where `grade` takes one folder only. */
async function takesSeveral(folders: readonly string[]): Promise<void> {
  await grade(folders.slice(0, 2)).catch((error: { stderr?: string; message: string }) => {
    const words = (error.stderr ?? '').trim().split('\n')[0] || error.message;
    if (/too many arguments/i.test(words))
      throw new NotMeasured(`grade takes one folder at a time: ${words}`);
    throw error;
  });
}
