/** Lessons: the schema of their front matter, and the course's modules in order. */
import { z } from 'zod';
import { standardId } from './exercise.ts';

export const lessonSchema = z.strictObject({
  title: z.string().min(3),
  /** One sentence for lists and search engines. */
  summary: z.string().min(20).max(200),
  minutes: z.number().int().min(2).max(15),
  standards: z.array(standardId).default([]),
  /** Where the lesson leads: the id of an exercise. */
  exercise: z.string().optional(),
  /** The claims' sources, in the order in which the text uses them. */
  sources: z
    .array(
      z.strictObject({
        title: z.string(),
        url: z.url(),
        /** Whom we rely on, where we did not read the source itself. */
        reportedBy: z.string().optional(),
      }),
    )
    .default([]),
});

export type Lesson = z.infer<typeof lessonSchema>;

export interface Module {
  /** The folder in `lessons/`. */
  id: string;
  number: string;
  title: string;
  /** What the learner can do after it, in one sentence. */
  promise: string;
}

const module = (id: string, title: string, promise: string): Module => ({
  id,
  number: id.slice(0, 2),
  title,
  promise,
});

/** All modules, in order. A module appears on the site as soon as it has a lesson or an exercise. */
export const MODULES: readonly Module[] = [
  module('00-start', 'Works is not ready', 'Tell a demo from a product by what you try on it.'),
  module('01-login', 'The login', 'Find and close the six holes of a login that works.'),
  module('02-open-doors', 'Open doors', 'Decide what an API tells, to whom, and how often.'),
  module('03-money', 'Money', 'Believe no webhook, fulfil once, and never lose half a transfer.'),
  module('04-bad-input', 'Bad input', 'Treat every edge as a boundary and every error as an answer.'),
  module('05-scale', 'Two hundred users', 'Find what melts first: the query, the pool or the bill.'),
  module('06-structure', 'Structure', 'Choose before you prompt, and write a thing once.'),
  module('07-proof', 'Proof', 'Write the test that fails, and keep an agent from the database.'),
  module('08-running-it', 'Running it', 'Know that it is down before your users tell you.'),
  module('09-the-tools', 'The tools', 'Know what leaves the building, and which model belongs where.'),
  module('10-judgement', 'Judgement', 'Do the right thing first, and find your way on.'),
];

/** @throws Error that names the module and the known ones. */
export function moduleById(id: string): Module {
  const found = MODULES.find((one) => one.id === id);
  if (!found)
    throw new Error(
      `No module "${id}"; src/course/lessons.ts knows: ${MODULES.map((one) => one.id).join(', ')}.`,
    );
  return found;
}
