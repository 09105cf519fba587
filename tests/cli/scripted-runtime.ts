/** A runtime for the fixture course: it runs nothing and believes what the app says of itself. */
import { loadFixExercise } from '../../src/course/load.ts';
import { type CheckResult, type Report, summarise } from '../../src/grading/report.ts';
import type { AppFaultError } from '../../src/runtimes/faults.ts';
import type { Files, Runtime } from '../../src/runtimes/runtime.ts';

/** What one opened runtime was asked, in order. */
export interface Told {
  opened: string[];
  graded: Array<{ runtime: string; seed: number; files: Files }>;
  closed: number;
}

export interface Script {
  /** Ids that fail besides those the app names. */
  alsoFails?(runtime: 'node' | 'browser', run: number, files: Files): string[];
  /** Our side fails: in opening the runtime, or in a run. */
  opening?: Error;
  error?: string;
  /** What starting the app ends in. */
  fault?: AppFaultError;
  /** Called when a run begins; the run waits for it. */
  onGrade?(run: number, signal?: AbortSignal): Promise<void> | void;
}

export function scriptedRuntime(root: string, script: Script, told: Told) {
  return async (name: 'node' | 'browser'): Promise<Runtime> => {
    if (script.opening) throw script.opening;
    told.opened.push(name);
    return {
      name,
      prepare: async () => {},
      close: async () => {
        told.closed += 1;
      },
      open: async ({ files, onLog, onFault }) => {
        if (script.fault) throw script.fault;
        onLog?.({ stream: 'stdout', text: `${Object.keys(files).length} files` });
        return {
          request: async ({ method, path, headers, body }) => {
            if (path === '/crash') onFault?.({ kind: 'exit', code: 3 });
            const seen = { method, path, headers, body: new TextDecoder().decode(body) };
            return {
              status: 201,
              headers: [
                ['Set-Cookie', 'a=1'],
                ['Set-Cookie', 'b=2'],
                ['Transfer-Encoding', 'chunked'],
              ],
              body: new TextEncoder().encode(JSON.stringify(seen)),
              durationMs: 1,
            };
          },
          tables: async () => [],
          stop: async () => {},
        };
      },
      grade: async ({ exercise: id, files, seed }, { onEvent, signal } = {}) => {
        told.graded.push({ runtime: name, seed, files });
        const run = told.graded.length;
        await script.onGrade?.(run, signal);
        signal?.throwIfAborted();
        const exercise = await loadFixExercise(root, id);
        const entry = files[exercise.entry];
        const fails =
          entry === undefined
            ? exercise.checks.map((check) => check.id)
            : [
                ...(/fails = '([^']*)'/.exec(entry)?.[1]?.split(' ') ?? []),
                ...(script.alsoFails?.(name, run, files) ?? []),
              ];
        onEvent?.({ type: 'started', exercise: id, seed, checks: exercise.checks.map((check) => check.id) });
        const checks = (script.error ? [] : exercise.checks).map((check): CheckResult => {
          const status = fails.includes(check.id) ? 'fail' : 'pass';
          onEvent?.({ type: 'check-started', id: check.id });
          const result: CheckResult = {
            id: check.id,
            title: check.title,
            kind: check.kind,
            status,
            points: check.points,
            durationMs: 1,
            standards: check.standards,
            message: status === 'pass' ? 'It held.' : 'It broke.',
            evidence: [],
          };
          onEvent?.({ type: 'check-ended', result });
          return result;
        });
        const report: Report = {
          schema: 1,
          exercise: id,
          runtime: name,
          database: 'pglite',
          seed,
          durationMs: 3,
          ...summarise(checks),
          checks,
          ...(script.error ? { error: script.error } : {}),
        };
        onEvent?.({ type: 'ended', report });
        return report;
      },
    };
  };
}
