/** The runtime alone, for tests that want its reports. */
import type { FixExercise } from '../../../src/course/exercise.ts';
import type { Report } from '../../../src/grading/report.ts';
import type { Files, Runtime } from '../../../src/runtimes/runtime.ts';
import { openContainer } from '../../../src/runtimes/webcontainer/container.ts';
import { createWebContainerRuntime } from '../../../src/runtimes/webcontainer/runtime.ts';

declare global {
  interface Window {
    grade(exercise: FixExercise, files: Files, seed: number, only?: readonly string[]): Promise<Report>;
  }
}

let runtime: Promise<Runtime> | undefined;
const exercises = new Map<string, FixExercise>();

async function start(): Promise<Runtime> {
  const container = await openContainer({ apiKey: '', onNotice: () => {} });
  const exercise = (id: string) => {
    const known = exercises.get(id);
    if (!known) throw new Error(`No exercise ${id}`);
    return known;
  };
  return createWebContainerRuntime({ container, exercise });
}

window.grade = async (exercise, files, seed, only) => {
  exercises.set(exercise.id, exercise);
  runtime ??= start();
  return (await runtime).grade({ exercise: exercise.id, files, seed, ...(only && { only }) });
};
