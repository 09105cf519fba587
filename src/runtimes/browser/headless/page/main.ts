/** The bare page of the headless runtime: the browser runtime, and a driver's hands on it. */
import type { FixExercise } from '../../../../course/exercise.ts';
import { AppFaultError } from '../../../faults.ts';
import type { OpenApp } from '../../../runtime.ts';
import { createBrowserRuntime } from '../../runtime.ts';
import { fromBase64, toBase64 } from '../base64.ts';
import type { Driver, Outcome, Told } from './driver.ts';

const exercises = new Map<string, FixExercise>();
const runs = new Map<number, AbortController>();
const apps = new Map<number, OpenApp>();
let lastApp = 0;

const runtime = createBrowserRuntime({
  exercise(id) {
    const exercise = exercises.get(id);
    if (!exercise) throw new Error(`The driver did not tell the exercise "${id}".`);
    return exercise;
  },
});

const tell = (told: Told) => other90Tell(JSON.stringify(told));

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof AppFaultError
      ? { ok: false, message, fault: error.fault }
      : { ok: false, message };
  }
}

function app(id: number): OpenApp {
  const found = apps.get(id);
  if (!found) throw new Error('The app was stopped.');
  return found;
}

const driver: Driver = {
  prepare: () =>
    outcome(async () => {
      await runtime.prepare();
      return null;
    }),
  grade: (run, exercise, job) =>
    outcome(() => {
      exercises.set(exercise.id, exercise);
      const controller = new AbortController();
      runs.set(run, controller);
      const onEvent = (
        event: Parameters<NonNullable<Parameters<typeof runtime.grade>[1]>['onEvent'] & {}>[0],
      ) => tell({ type: 'event', run, event });
      return runtime.grade(job, { onEvent, signal: controller.signal }).finally(() => runs.delete(run));
    }),
  abort: (run) => runs.get(run)?.abort(new Error('aborted')),
  open: (exercise, files) =>
    outcome(async () => {
      exercises.set(exercise.id, exercise);
      const id = ++lastApp;
      apps.set(
        id,
        await runtime.open({
          exercise: exercise.id,
          files,
          onLog: (entry) => tell({ type: 'log', app: id, entry }),
          onStatement: (statement) => tell({ type: 'statement', app: id, statement }),
          onFault: (fault) => tell({ type: 'fault', app: id, fault }),
        }),
      );
      return id;
    }),
  request: (id, { body, ...request }, address) =>
    outcome(async () => {
      const answer = await app(id).request(
        body === undefined ? request : { ...request, body: fromBase64(body) },
        address,
      );
      return { ...answer, body: toBase64(answer.body) };
    }),
  tables: (id) => outcome(() => app(id).tables()),
  stop: (id) =>
    outcome(async () => {
      await apps.get(id)?.stop();
      apps.delete(id);
      return null;
    }),
};

globalThis.other90 = driver;
