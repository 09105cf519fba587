import ts from 'typescript';
import type { ExerciseFolder } from '../exercise-folder.ts';
import { subjectsOf } from '../exercise-folder.ts';
import type { Problem } from '../problem.ts';

/** A version with a typing error fails as a whole: it would look like a fix that closes no hole. */
export function codeCompiles(folder: ExerciseFolder): Problem[] {
  const { id } = folder.exercise;
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const subject of subjectsOf(folder)) {
    // A proof's own files only: those of its base are looked at with the base.
    for (const [path, source] of Object.entries(subject.proof?.changes ?? subject.files)) {
      const file = `${subject.folder}/${path}`;
      if (!/\.[cm]?[jt]s$/.test(path) || told.has(file)) continue;
      told.add(file);
      const { diagnostics = [] } = ts.transpileModule(source, {
        fileName: path,
        reportDiagnostics: true,
        compilerOptions: { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext, allowJs: true },
      });
      const [first] = diagnostics;
      if (!first) continue;
      const line =
        first.file && first.start !== undefined
          ? first.file.getLineAndCharacterOfPosition(first.start).line
          : 0;
      problems.push({
        rule: 'code-compiles',
        exercise: id,
        file,
        message: `line ${line + 1}: does not compile: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')} Mend it.`,
      });
    }
  }
  return problems;
}
