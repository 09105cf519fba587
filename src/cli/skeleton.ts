/**
 * The files of a new exercise: a small app with one hole, its grader and proofs, which `verify` can run from the first
 * minute on. What the author has to replace says FILL IN, and `verify` tells where it still does.
 */
import type { Files } from '../runtimes/runtime.ts';

/** Marks what is not written yet. */
export const FILL_IN = 'FILL IN';

const SCHEMA = `CREATE TABLE notes (
  id integer PRIMARY KEY,
  text text NOT NULL,
  published boolean NOT NULL
);

INSERT INTO notes VALUES (1, 'Open on Sunday', true), (2, 'The safe is under the stairs', false);
`;

const server = (route: string) => `import express from 'express';
import { Pool } from 'pg';

const app = express();
const pool = new Pool({ connectionString: process.env.DATABASE_URL });

app.get('/api/notes/:id', async (req, res) => {
${route.trim().replace(/^(?=.)/gm, '  ')}
});

app.listen(process.env.PORT);
`;

const ANSWER = `if (rows.length === 0) return res.status(404).json({ error: 'There is no such note.' });
res.json(rows);`;

const STARTER = server(`
const { rows } = await pool.query(
  \`SELECT id, text FROM notes WHERE published AND id = \${req.params.id}\`,
);
${ANSWER}
`);

const SOLUTION = server(`
if (!/^\\d{1,9}$/.test(req.params.id)) return res.status(400).json({ error: 'The id is a number.' });
const { rows } = await pool.query('SELECT id, text FROM notes WHERE published AND id = $1', [req.params.id]);
${ANSWER}
`);

const RIGHT = server(`
const id = Number(req.params.id);
if (!Number.isSafeInteger(id) || id < 0 || id > 2 ** 31 - 1) return res.status(404).json({ error: 'There is no such note.' });
const all = await pool.query('SELECT id, text FROM notes WHERE published');
const rows = all.rows.filter((row) => row.id === id);
${ANSWER}
`);

const BLOCK_LIST = server(`
if (/--|;|union/i.test(req.params.id)) return res.status(400).json({ error: 'Not allowed.' });
const { rows } = await pool.query(
  \`SELECT id, text FROM notes WHERE published AND id = \${req.params.id}\`,
);
${ANSWER}
`);

const ALWAYS_404 = server(`
const { rows } = await pool.query('SELECT id, text FROM notes WHERE published AND text = $1', [req.params.id]);
${ANSWER}
`);

const proof = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

/** @param id Of the new exercise. @returns All its files, by path from the project's root. */
export function skeleton(id: string): Files {
  const exercise = `exercises/${id}`;
  const grader = `graders/${id}`;
  return {
    [`${exercise}/exercise.yaml`]: `title: ${FILL_IN} the title
kind: fix
# The module's folder in lessons/.
module: ${FILL_IN} the module
minutes: 30
difficulty: medium
entry: server.ts
summary: ${FILL_IN} one sentence for lists
prompt: ${FILL_IN} what an AI tool was asked for
# Variables besides PORT, DATABASE_URL and NODE_ENV, for example JWT_SECRET: secret
environment: {}

brief: |
  ${FILL_IN} what the app is. Then the contract, in numbers: the grader may demand nothing that is not here, and what
  stays open here, every reading of it has to pass.

  \`GET /api/notes/:id\` → 200 with the published note, else 404. Anything that is not a number → 400 or 404.

hints:
  - ${FILL_IN} the first step; each hint gives a little more away

# The wrong proof that the page grades between the starter and the solution.
outcome: block-list

checks:
  - id: published-note
    title: A published note can be read
    kind: feature
    points: 1
    standards: []
  - id: sql-in-the-id
    title: SQL in the id shows no hidden note
    kind: attack
    points: 3
    standards: [CWE-89, OWASP-2021-A03, OWASP-2025-A05, ASVS-v5.0.0-1.2.4]
    hint: 1
    read:
      - title: CWE-89, SQL injection
        url: https://cwe.mitre.org/data/definitions/89.html
`,
    [`${exercise}/requests.http`]: `### Read a note
# @name read
# ${FILL_IN} a sentence for each request: what it shows, or what it attacks.
GET /api/notes/1 HTTP/1.1

### Read what is hidden
# @name sql
GET /api/notes/1%20OR%20true HTTP/1.1
`,
    [`${exercise}/starter/server.ts`]: STARTER,
    [`${exercise}/starter/schema.sql`]: SCHEMA,
    [`${exercise}/solution/server.ts`]: SOLUTION,
    [`${exercise}/solution/schema.sql`]: SCHEMA,
    [`${grader}/notes.test.ts`]: `// ${FILL_IN} one file a topic, one check a test; its name is the id in exercise.yaml.
import { check } from '../kit/index.ts';

const SECRET = 'under the stairs';

check('published-note', async (t) => {
  t.tried('Read the published note.');
  const app = await t.start();
  const answer = await app.client().get('/api/notes/1');
  if (answer.status !== 200 || !answer.text.includes('Sunday')) {
    t.fail(\`The answer was \${answer.status}: \${answer.text.slice(0, 200)}\`, 'It has to be 200 with the note.');
  }
});

check('sql-in-the-id', async (t) => {
  t.tried('Asked for a note with SQL in place of its id.');
  const app = await t.start();
  // A family, not a constant: nothing to hard-code against.
  const number = t.random.integer(10, 99);
  for (const id of [\`\${number} OR true\`, \`\${number} OR \${number} = \${number}\`, \`\${number} OR NOT published\`]) {
    const answer = await app.client().get(\`/api/notes/\${encodeURIComponent(id)}\`);
    if (answer.text.includes(SECRET)) {
      t.fail(\`With the id "\${id}" a hidden note came back.\`, 'Hidden notes stay hidden, whatever the id.');
    }
  }
});
`,
    [`${grader}/proofs/right/compares-in-code/proof.yaml`]: proof({
      summary: 'Reads the published notes with a fixed query and compares the id in code.',
      base: 'starter',
      by: 'senior',
    }),
    [`${grader}/proofs/right/compares-in-code/server.ts`]: RIGHT,
    [`${grader}/proofs/wrong/block-list/proof.yaml`]: proof({
      summary: 'Refuses a few words of SQL and still puts the rest into the query.',
      base: 'starter',
      by: 'tool',
      fails: '[sql-in-the-id]',
    }),
    [`${grader}/proofs/wrong/block-list/server.ts`]: BLOCK_LIST,
    [`${grader}/proofs/wrong/finds-nothing/proof.yaml`]: proof({
      summary: 'Looks the id up in the wrong column, so no note is ever found.',
      base: 'starter',
      by: 'junior',
      fails: '[published-note]',
    }),
    [`${grader}/proofs/wrong/finds-nothing/server.ts`]: ALWAYS_404,
  };
}
