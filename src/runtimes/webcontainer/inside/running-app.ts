/** Notes where the learner's app listens, for who sends it a request from the terminal. */
import { writeFileSync } from 'node:fs';
import { RUNNING_APP_FILE } from '../places.ts';

export function noteRunningApp(port: number): void {
  writeFileSync(RUNNING_APP_FILE, JSON.stringify({ port }));
}
