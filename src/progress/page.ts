/** Progress on a page that lists steps: shown at once, and again after every change in any tab. */
import { onChange } from './changes.ts';
import { courseSteps, readAndShow } from './show.ts';
import { readProgress } from './store.ts';

const steps = courseSteps();
const show = () => void readAndShow(steps, readProgress);
show();
onChange(show);
