/** The page's runtimes, each loaded when it is first needed. */
import type { FixExercise } from '../course/exercise.ts';
import { lookAround } from '../runtimes/webcontainer/preflight.ts';
import { buildSettings } from '../runtimes/webcontainer/settings.ts';
import { RuntimeChoice } from './state/runtime-choice.ts';

/** The choice of runtime for an exercise's page. */
export function runtimeChoice(exercise: FixExercise): RuntimeChoice {
  return new RuntimeChoice({
    settings: buildSettings(),
    lookAround,
    storage: storageIfAllowed(),
    async loadBrowser() {
      const { createBrowserRuntime } = await import('../runtimes/browser/runtime.ts');
      return createBrowserRuntime({ exercise: () => exercise });
    },
    async openContainer(options) {
      const { openContainer } = await import('../runtimes/webcontainer/container.ts');
      return openContainer(options);
    },
    async loadContainer(container, onPreview) {
      const { createWebContainerRuntime } = await import('../runtimes/webcontainer/runtime.ts');
      return createWebContainerRuntime({ container, onPreview, exercise: () => exercise });
    },
  });
}

/** Reading the property alone throws where storage is refused. */
function storageIfAllowed(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
