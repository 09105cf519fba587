/** How a grading is called in a container: the whole argument list of `docker run`, which `podman run` takes as well. */
import { join } from 'node:path';

/** Node and a C library, from the image's own makers. It is fetched when it is first used. */
export const IMAGE = 'docker.io/library/node:24-bookworm-slim';

/** Where the parts of the course and the submission lie in the container. */
export const COURSE = '/course';
export const SUBMISSION = '/submission';

export interface ContainerRun {
  /** The container's own, to end it by. */
  name: string;
  /** The checkout of the course. */
  root: string;
  /** Absolute path of a folder with the submission's files. */
  submission: string;
  exercise: string;
  seed: number;
}

/** The lines of this list are the promise: see docs/instructor.md, "Strangers' code". */
export function containerArguments({ name, root, submission, exercise, seed }: ContainerRun): string[] {
  // Not the whole checkout: others' submissions and results may lie in it.
  const parts = [
    'package.json',
    'node_modules',
    'src',
    '.cache',
    `exercises/${exercise}`,
    'graders/kit',
    `graders/${exercise}`,
  ];
  return [
    'run',
    '--rm',
    `--name=${name}`,
    // Only its own loopback: there the grader and the app talk to each other.
    '--network=none',
    '--read-only',
    '--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=512m,mode=1777',
    // "nobody", in every image.
    '--user=65534:65534',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    // The grader's own limits add up to less: reaching these is no verdict.
    '--memory=4g',
    '--memory-swap=4g',
    '--cpus=2',
    '--pids-limit=256',
    '--ulimit=core=0:0',
    '--ulimit=nofile=4096:4096',
    '--workdir=/tmp',
    '--env=HOME=/tmp',
    ...parts.map((part) => readOnly(join(root, part), `${COURSE}/${part}`)),
    readOnly(submission, SUBMISSION),
    '--entrypoint=node',
    IMAGE,
    `${COURSE}/src/cli/main.ts`,
    'grade',
    exercise,
    SUBMISSION,
    '--sandbox=process',
    `--seed=${seed}`,
    '--reporter=json',
  ];
}

/** The value is a line of CSV, so a comma or a quote in a path has to be quoted. */
function readOnly(source: string, target: string): string {
  const field = `source=${source}`;
  const quoted = /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  return `--mount=type=bind,${quoted},target=${target},readonly`;
}
