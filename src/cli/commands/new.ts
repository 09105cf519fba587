import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CALL, type Context, EXIT, UsageError } from '../context.ts';
import { FILL_IN, skeleton } from '../skeleton.ts';
import { reviewSkeleton } from '../skeleton-review.ts';
import { writeNew } from '../write-file.ts';

/** Makes the files of a new exercise; overwrites none. */
export async function create(
  context: Context,
  id: string,
  { kind }: { kind: 'fix' | 'review' },
): Promise<number> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError(
      `"${id}" can't be an id; write lower-case words joined by "-", for example leaky-api.`,
    );
  }
  // Its folder would be the one that graders import from.
  if (id === 'kit')
    throw new UsageError('"kit" is the folder of what all graders import; choose another id.');
  for (const folder of [`exercises/${id}`, `graders/${id}`]) {
    const exists = await access(join(context.root, folder)).then(
      () => true,
      () => false,
    );
    if (exists) throw new UsageError(`${folder} is there already; nothing was made. Choose another id.`);
  }
  const files = kind === 'review' ? reviewSkeleton(id) : skeleton(id);
  for (const [path, text] of Object.entries(files)) {
    await writeNew(join(context.root, path), text);
  }
  context.stderr.write(`Made a small exercise ${kind === 'review' ? 'that can be graded' : 'that runs'}, to be replaced by yours:

${Object.keys(files)
  .map((path) => `  ${path}`)
  .join('\n')}

${kind === 'review' ? reviewSteps(id) : fixSteps(id)}

What you have to write says ${FILL_IN}. See how far you are: ${CALL} verify ${id}
`);
  return EXIT.pass;
}

const fixSteps = (
  id: string,
) => `1. exercises/${id}/exercise.yaml: title, module, prompt, and the brief with the contract in numbers.
2. exercises/${id}/starter: the app as an AI tool would write it; solution: the same, mended.
3. graders/${id}/*.test.ts: a check for every hole and every feature, none of which looks at the code.
4. graders/${id}/proofs: right fixes that must pass, wrong ones that must fail exactly the checks they name.
5. exercises/${id}/requests.http: the requests for the attack console.`;

const reviewSteps = (
  id: string,
) => `1. exercises/${id}/change: the pull request, as an AI tool would write it; no comment announces a bug.
2. exercises/${id}/exercise.yaml: its description, the key (findings and decoys, by quoted text), and the brief with the numbers.
3. graders/${id}/proofs: reviews that must pass, and wrong ones that must fail exactly the checks they name.`;
