/** A folder that runs outside of the course. */
import manifest from '../../package.json';
import type { FixExercise } from '../course/exercise.ts';
import { wholeBrief } from '../course/whole-brief.ts';
import { PACKAGES, packageOf } from '../runtimes/packages.ts';
import type { Files } from '../runtimes/runtime.ts';

/**
 * The learner's files, and what it takes to run and to grade them: dependencies, environment, a README, and the way to the
 * course's grader. Theirs are never replaced.
 */
export function folderFor(exercise: FixExercise, files: Files): Files {
  const secrets = Object.keys(exercise.environment);
  return {
    'README.md': readme(exercise, secrets),
    '.env.example': [
      'PORT=3000',
      `DATABASE_URL=postgres://localhost:5432/${exercise.id.replaceAll('-', '_')}`,
      'NODE_ENV=production',
      ...secrets.map((name) => `${name}=`),
      '',
    ].join('\n'),
    'grade.mjs': gradeScript(exercise.id),
    ...files,
    'package.json': packageJson(exercise, files),
  };
}

/** The learner's package.json with the versions of the course for what their code imports and it does not name. */
function packageJson(exercise: FixExercise, files: Files): string {
  const own = parse(files['package.json']);
  const versions: Readonly<Record<string, string>> = manifest.devDependencies;
  const used = PACKAGES.filter((name) => importsOf(files).has(name));
  const needed = Object.fromEntries(used.map((name) => [name, versions[name] ?? '*']));
  const dependencies = {
    ...needed,
    ...(typeof own.dependencies === 'object' ? own.dependencies : undefined),
  };
  const scripts = { start: `node --env-file=.env ${exercise.entry}`, grade: 'node grade.mjs' };
  return `${JSON.stringify(
    {
      name: exercise.id,
      private: true,
      type: 'module',
      ...own,
      scripts: { ...scripts, ...(typeof own.scripts === 'object' ? own.scripts : undefined) },
      dependencies,
    },
    null,
    2,
  )}\n`;
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function importsOf(files: Files): Set<string> {
  const found = new Set<string>();
  for (const [name, text] of Object.entries(files)) {
    if (!/\.[cm]?[jt]s$/.test(name)) continue;
    for (const match of text.matchAll(/(?:from|import|require)\s*\(?\s*['"]([^'"./][^'"]*)['"]/g))
      found.add(packageOf(match[1] ?? ''));
  }
  return found;
}

/** A script without packages: it hands the folder to the course's own command line, so there is one grader and no copy of it. */
const gradeScript = (id: string): string => `// Grades this folder with the course's grader: npm run grade
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = import.meta.dirname;
const course = resolve(here, process.env.OTHER90 ?? '../the-other-90');
const npm = process.env.npm_execpath;

if (!npm) stop('Start this with npm: npm run grade');
if (!existsSync(join(course, 'exercises', '${id}')))
  stop(\`There is no copy of The Other 90% in \${course}. Say where it is: OTHER90=path/to/the-other-90 npm run grade\`);
if (!existsSync(join(course, 'node_modules')))
  stop(\`The Other 90% in \${course} is not set up yet. Run npm start there once.\`);

const call = [npm, 'run', '-s', 'other90', '--', 'grade', '${id}', here, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, call, { cwd: course, stdio: 'inherit' }).status ?? 2;

function stop(message) {
  console.error(message);
  process.exit(2);
}
`;

function readme(exercise: FixExercise, secrets: readonly string[]): string {
  const { id, title, entry } = exercise;
  const fill = secrets.length === 0 ? '' : ` Fill in ${secrets.join(', ')}.`;
  return `# ${title}

Your files of the exercise \`${id}\` of The Other 90%.

## Run it

You need Node 24 or newer and a PostgreSQL server with an empty database.

1. \`npm install\`
2. Copy \`.env.example\` to \`.env\` and set \`DATABASE_URL\`.${fill}
3. \`psql "$DATABASE_URL" -f schema.sql\`
4. \`npm start\` runs \`${entry}\`.

## Grade it

\`npm run grade\` runs the checks of the page: the same grader, which lives in the course and not in this folder. It looks for a copy
of the course in \`../the-other-90\`, or where you say:

    OTHER90=path/to/the-other-90 npm run grade

Options go behind two dashes: \`npm run grade -- --watch\`. Without this script, in the copy of the course:

    npm run -s other90 -- grade ${id} path/to/this/folder

## What the app has to do

${wholeBrief(exercise)}`;
}
