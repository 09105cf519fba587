/** The file that a review is handed in as on the command line. Node only: the page keeps its marks as they are. */
import { z } from 'zod';
import type { ReviewExercise } from '../course/exercise.ts';
import { readYaml } from '../course/read-yaml.ts';
import { SEVERITIES } from '../course/severities.ts';
import type { Files } from '../runtimes/runtime.ts';
import type { Mark } from './score.ts';
import { SEVERITY_WORDS } from './severity.ts';

/** Its names in a folder, in this order. */
export const ANSWER_FILES = ['answers.yaml', 'answers.json'] as const;

/** The answer file of a folder that was read; `undefined` when it has none. */
export const answerFile = (files: Files): string | undefined => ANSWER_FILES.find((name) => name in files);

/**
 * @param file How the file is called in messages.
 * @throws CourseError that names the file, the field and the mend.
 */
export function readAnswers(
  { files, categories }: Pick<ReviewExercise, 'files' | 'categories'>,
  text: string,
  file: string,
): Mark[] {
  const lengths = new Map(Object.entries(files).map(([name, source]) => [name, linesIn(source)]));
  const mark = z
    .strictObject({
      file: z.enum(Object.keys(files)),
      line: z.number().int().min(1),
      category: z.enum(categories.map(({ id }) => id)),
      severity: z.enum(SEVERITIES),
    })
    .superRefine(({ file: name, line }, context) => {
      const length = lengths.get(name) ?? 0;
      if (line > length)
        context.addIssue({
          code: 'custom',
          path: ['line'],
          message: `${name} ends at line ${length}; name one of its lines`,
        });
    });
  // `exercise` stands in what the page lets one download.
  const answers = z.strictObject({ exercise: z.string().optional(), marks: z.array(mark) });
  return readYaml(text, file, answers).marks;
}

const linesIn = (source: string) => source.replace(/\n$/, '').split('\n').length;

/** An answer file to fill in. */
export function emptyAnswers({ categories, files, pass }: ReviewExercise): string {
  const width = Math.max(...categories.map(({ id }) => id.length));
  return `# Your review: one entry for each mark, ${pass.marks.atMost} at most. A line may be marked more than once.
#
# category:
${categories.map(({ id, title }) => `#   ${id.padEnd(width)}  ${title}`).join('\n')}
# severity:
${SEVERITIES.map((severity) => `#   ${severity.padEnd(width)}  ${SEVERITY_WORDS[severity].means}`).join('\n')}
#
# marks:
#   - { file: ${Object.keys(files)[0]}, line: 1, category: ${categories[0]?.id}, severity: high }
marks: []
`;
}

/** The key itself as a review: what a reviewer hands in who sees what we see. */
export function keyAnswers({ findings }: Pick<ReviewExercise, 'findings'>): string {
  const marks = findings.flatMap(({ lines: [place], categories: [category], severities: [severity] }) =>
    place ? [{ ...place, category, severity }] : [],
  );
  return JSON.stringify({ marks }, null, 2);
}
