/** The files of a new review: four lines with one hole, its key and proofs, which `verify` can grade from the first minute on. */
import type { Files } from '../runtimes/runtime.ts';
import { FILL_IN } from './skeleton.ts';

const CHANGE = `app.get('/api/notes/:id', async (req, res) => {
  const { rows } = await pool.query(\`SELECT \${COLUMNS} FROM notes WHERE id = \${req.params.id}\`);
  res.json(rows[0] ?? null);
});
`;

const answers = (...marks: string[]) =>
  `marks:${marks.length === 0 ? ' []\n' : `\n${marks.map((mark) => `  - { file: notes.ts, ${mark} }\n`).join('')}`}`;

const HOLE = 'line: 2, category: injection, severity: critical';

/** @param id Of the new review. @returns All its files, by path from the project's root. */
export function reviewSkeleton(id: string): Files {
  const exercise = `exercises/${id}`;
  const proofs = `graders/${id}/proofs`;
  return {
    [`${exercise}/exercise.yaml`]: `title: ${FILL_IN} the title
kind: review
# The module's folder in lessons/.
module: ${FILL_IN} the module
minutes: 15
difficulty: medium
summary: ${FILL_IN} one sentence for lists
prompt: ${FILL_IN} what an AI tool was asked for
# Where it leads: the id of an exercise.
# next: login

# The pull request, in the confident words of the tool.
change:
  title: ${FILL_IN} its title
  description: |
    ${FILL_IN} what the tool says of it.

brief: |
  ${FILL_IN} what there is to do, and when it is passed, in the numbers that stand in "pass" below.

hints:
  - ${FILL_IN} the first step; each hint gives a little more away

# Those of the key, and some that fit nothing here.
categories:
  - { id: injection, title: 'Injection: input becomes part of a command' }
  - { id: failure, title: 'It breaks: an error, a race, a crash' }

findings:
  - id: sql-in-the-id
    title: The id becomes part of the statement
    # What a miss tells of the place.
    where: the route
    # Texts that occur once in change/; a mark on any of their lines finds it.
    at: ['WHERE id = \${']
    # Ours first; the others fit as well.
    categories: [injection]
    severities: [critical]
    points: 3
    standards: [CWE-89, OWASP-2021-A03, OWASP-2025-A05, ASVS-v5.0.0-1.2.4]
    happens: ${FILL_IN} what happens to a real product
    instead: ${FILL_IN} what to write instead

# Lines that look worse than they are; whoever marks one fails.
decoys:
  - id: no-note
    title: An answer without a note
    at: ['rows[0] ?? null']
    why: ${FILL_IN} why this is fine although it looks suspicious
    points: 1

# For marks on other lines that are fine: [{ at: [text], why: … }]
fine: []

pass:
  ranked: { atLeast: 1, points: 1 }
  falseMarks: { atMost: 0, points: 1 }
  marks: { atMost: 3 }
`,
    [`${exercise}/change/notes.ts`]: CHANGE,
    [`${proofs}/right/marks-the-query/proof.yaml`]: proof('Marks the statement and nothing else.', 'senior'),
    [`${proofs}/right/marks-the-query/answers.yaml`]: `# found at once\n${answers(HOLE)}`,
    [`${proofs}/wrong/looks-good/proof.yaml`]: proof(
      'Ran it, saw it work, and marks nothing.',
      'founder',
      'sql-in-the-id, no-note, ranking, false-marks',
    ),
    [`${proofs}/wrong/looks-good/answers.yaml`]: `# looks good\n${answers()}`,
    [`${proofs}/wrong/wants-a-404/proof.yaml`]: proof(
      'Finds the hole, and takes the answer without a note for a crash.',
      'junior',
      'no-note, false-marks',
    ),
    [`${proofs}/wrong/wants-a-404/answers.yaml`]: answers(
      HOLE,
      'line: 3, category: failure, severity: medium',
    ),
  };
}

/** A review begins empty: that is the base of every proof. */
const proof = (summary: string, by: string, fails?: string) =>
  `summary: ${summary}\nbase: starter\nby: ${by}\n${fails === undefined ? '' : `fails: [${fails}]\n`}`;
