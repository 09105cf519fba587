import { loadExercises } from '../../course/load.ts';
import { CALL, type Context, EXIT } from '../context.ts';
import { painter } from '../paint.ts';
import { table } from '../table.ts';

export async function list(context: Context, { json }: { json?: boolean }): Promise<number> {
  const exercises = await loadExercises(context.root);
  if (json) {
    const shown = exercises.map((exercise) => {
      const { id, title, kind, module, minutes, difficulty, summary, checks } = exercise;
      return {
        id,
        title,
        kind,
        module,
        minutes,
        difficulty,
        summary,
        // Only what runs has these.
        ...(exercise.kind === 'fix' && {
          entry: exercise.entry,
          environment: Object.keys(exercise.environment),
        }),
        checks: checks.length,
        points: checks.reduce((sum, check) => sum + check.points, 0),
      };
    });
    context.stdout.write(`${JSON.stringify({ schema: 1, exercises: shown }, null, 2)}\n`);
    return EXIT.pass;
  }
  const paint = painter(context.stdout);
  for (const module of new Set(exercises.map((exercise) => exercise.module))) {
    const rows = exercises
      .filter((exercise) => exercise.module === module)
      .map(({ id, title, kind, minutes, difficulty, checks }) => [
        `  ${id}`,
        title,
        kind,
        difficulty,
        `${minutes} min`,
        checks.length > 0 ? `${checks.length} checks` : '',
      ]);
    context.stdout.write(`${paint('bold', module)}\n${table(rows)}\n\n`);
  }
  const first = exercises.find(({ kind }) => kind === 'fix');
  if (exercises.length === 0) context.stderr.write('exercises/ holds no exercise yet.\n');
  if (first) context.stderr.write(`Begin with: ${CALL} start ${first.id} my-fix\n`);
  return EXIT.pass;
}
