import { mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { FixExercise, ReviewExercise } from '../../course/exercise.ts';
import { loadExercise, loadFiles } from '../../course/load.ts';
import { isCode } from '../../course/read-folder.ts';
import { wholeBrief } from '../../course/whole-brief.ts';
import { ANSWER_FILES, emptyAnswers } from '../../review/answers.ts';
import type { Files } from '../../runtimes/runtime.ts';
import { CALL, type Context, EXIT, UsageError } from '../context.ts';
import { packageJson } from '../package-json.ts';
import { quoted } from '../quoted.ts';
import { reasonOf, writeNew } from '../write-file.ts';

export async function start(context: Context, id: string, dir: string): Promise<number> {
  const exercise = await loadExercise(context.root, id);
  const folder = resolve(context.cwd, dir);
  const files =
    exercise.kind === 'review' ? reviewFiles(exercise, dir) : await fixFiles(context, exercise, dir);
  await makeEmptyFolder(folder);
  for (const [path, text] of Object.entries(files)) {
    await writeNew(join(folder, path), text);
  }
  const shown = quoted(relative(context.cwd, folder) || '.');
  context.stderr.write(
    [
      `${exercise.title}: ${Object.keys(files).length} files are in ${folder}.`,
      '',
      ...(exercise.kind === 'review'
        ? [`  ${CALL} grade ${id} ${shown}    grades ${ANSWER_FILES[0]}, once you filled it in`]
        : [`  ${CALL} serve ${id} ${shown}    runs it`, `  ${CALL} grade ${id} ${shown}    attacks it`]),
      '',
    ].join('\n'),
  );
  return EXIT.pass;
}

async function fixFiles(context: Context, exercise: FixExercise, dir: string): Promise<Files> {
  const starter = await loadFiles(context.root, exercise.id, 'starter');
  return {
    'package.json': await packageJson(context.root, exercise, starter),
    ...starter,
    'README.md': readme(exercise, dir),
  };
}

/** The change to read and an answer file to fill in; the key stays here. */
const reviewFiles = (exercise: ReviewExercise, dir: string): Files => ({
  ...Object.fromEntries(Object.entries(exercise.files).map(([path, text]) => [`change/${path}`, text])),
  [ANSWER_FILES[0]]: emptyAnswers(exercise),
  'README.md': reviewReadme(exercise, dir),
});

/** Makes the folder, or takes one that holds nothing but `.git`. */
async function makeEmptyFolder(folder: string): Promise<void> {
  try {
    const names = (await readdir(folder)).filter((name) => name !== '.git');
    if (names.length > 0) {
      throw new UsageError(
        `${folder} is not empty (it holds ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}); nothing was copied. Name a new folder.`,
      );
    }
  } catch (error) {
    if (isCode(error, 'ENOTDIR')) {
      throw new UsageError(`${folder} is a file, or lies under one; name a new folder.`);
    }
    if (!isCode(error, 'ENOENT')) throw error;
    await mkdir(folder, { recursive: true }).catch((made: unknown) => {
      throw new UsageError(`${folder} could not be made: ${reasonOf(made)}`);
    });
  }
}

function readme(exercise: FixExercise, dir: string): string {
  const secrets = Object.keys(exercise.environment);
  return `# ${exercise.title}

${exercise.summary}

The app runs from \`${exercise.entry}\`. Mend it, then let it be attacked, from the course's own folder:

    ${CALL} grade ${exercise.id} ${quoted(dir)}
    ${CALL} grade ${exercise.id} ${quoted(dir)} --watch

To run it there on a database of its own: \`${CALL} serve ${exercise.id} ${quoted(dir)}\`.

It also runs by itself: \`npm install\`, then \`npm start\` with these set: \`PORT\`, \`DATABASE_URL\` (a PostgreSQL
database that \`schema.sql\` was run on)${secrets.length > 0 ? `, ${secrets.map((name) => `\`${name}\``).join(', ')}` : ''}.

## The prompt

${quotation(exercise.prompt)}

## What it must keep doing

${wholeBrief(exercise)}`;
}

const reviewReadme = ({ id, title, summary, prompt, change, brief }: ReviewExercise, dir: string): string =>
  `# ${title}

${summary}

The files under review are in \`change/\`. Write your marks into \`${ANSWER_FILES[0]}\`, then have them graded from the
course's own folder:

    ${CALL} grade ${id} ${quoted(dir)}

## The prompt

${quotation(prompt)}

## The change: ${change.title}

${change.description.trim()}

## What there is to do

${brief.trim()}
`;

const quotation = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
