/** Ties a review's key to its change: the quoted texts become lines, and the key becomes checks. */
import type { z } from 'zod';
import {
  type Check,
  FALSE_MARKS,
  type Place,
  RANKING,
  type ReviewExercise,
  type ReviewFields,
} from '../course/exercise.ts';
import type { Files } from '../runtimes/runtime.ts';
import { isSame } from './same-place.ts';

/** Every place where a text begins, over all files. */
function occurrences(files: Files, text: string): Place[] {
  const found: Place[] = [];
  for (const [file, source] of Object.entries(files)) {
    for (let from = source.indexOf(text); from >= 0; from = source.indexOf(text, from + 1))
      found.push({ file, line: source.slice(0, from).split('\n').length });
  }
  return found;
}

/** The lines that a text covers, which may be several. */
function linesOf(files: Files, texts: readonly string[]): Place[] {
  const lines = texts.flatMap((quoted) => {
    const text = quoted.trimEnd();
    const [first] = occurrences(files, text);
    if (!first) return [];
    return text.split('\n').map((_, index) => ({ file: first.file, line: first.line + index }));
  });
  return lines.filter((place, index) => lines.findIndex((other) => isSame(other, place)) === index);
}

/** For `schema.superRefine`: each quoted text stands in the change exactly once, and no line is both wrong and fine. */
export function quotesStandIn(files: Files) {
  return (fields: ReviewFields, context: z.core.$RefinementCtx<ReviewFields>): void => {
    const issue = (path: PropertyKey[], message: string) =>
      context.issues.push({ code: 'custom', path, message, input: fields });
    const wrong = new Map<string, string>();
    for (const list of ['findings', 'decoys', 'fine'] as const) {
      fields[list].forEach(({ at }, index) => {
        at.forEach((text, place) => {
          const found = occurrences(files, text.trimEnd());
          if (found.length === 0)
            issue([list, index, 'at', place], 'it stands nowhere in change/; quote the code as it is there');
          else if (found.length > 1)
            issue(
              [list, index, 'at', place],
              `it stands ${found.length} times in change/ (${found.map(shownPlace).join(', ')}); quote more, so that it stands there once`,
            );
          for (const line of linesOf(files, [text])) {
            const where = shownPlace(line);
            if (list === 'findings') wrong.set(where, `findings[${index}]`);
            else if (wrong.has(where))
              issue(
                [list, index, 'at', place],
                `it covers ${where}, where ${wrong.get(where)} stands too; a line is either wrong or fine`,
              );
          }
        });
      });
    }
  };
}

/** `auth.ts:18` */
export const shownPlace = ({ file, line }: Place): string => `${file}:${line}`;

/** The whole exercise: the key with its lines and checks. The texts have been checked before. */
export function located(id: string, fields: ReviewFields, files: Files): ReviewExercise {
  const locate = <T extends { at: string[] }>(list: readonly T[]) =>
    list.map((item) => ({ ...item, lines: linesOf(files, item.at) }));
  const { findings, decoys, fine, ...rest } = fields;
  return {
    id,
    ...rest,
    findings: locate(findings),
    decoys: locate(decoys),
    fine: locate(fine),
    files,
    checks: checksOf(fields),
  };
}

function checksOf({ findings, decoys, pass }: ReviewFields): Check[] {
  return [
    ...findings.map(
      ({ id, title, points, standards, read }): Check => ({
        id,
        title: `Found: ${title}`,
        kind: 'attack',
        points,
        standards,
        read,
      }),
    ),
    ...decoys.map(({ id, title, points }): Check => feature(id, `Left alone: ${title}`, points)),
    feature(
      RANKING,
      `At least ${pass.ranked.atLeast} of the ${findings.length} severities are right`,
      pass.ranked.points,
    ),
    feature(FALSE_MARKS, `At most ${pass.falseMarks.atMost} marks fit nothing`, pass.falseMarks.points),
  ];
}

const feature = (id: string, title: string, points: number): Check => ({
  id,
  title,
  kind: 'feature',
  points,
  standards: [],
  read: [],
});
