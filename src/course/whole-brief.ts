import { PACKAGES } from '../runtimes/packages.ts';
import type { FixExercise } from './exercise.ts';

const list = PACKAGES.map((name) => `\`${name}\``).join(', ');

/** The brief of an exercise as everybody gets it, in Markdown: with the packages that there are, the same in every runtime. */
export const wholeBrief = ({ brief }: Pick<FixExercise, 'brief'>): string =>
  `${brief.trim()}\n\n## What can be imported\n\nNode's own modules, and ${list}. Nothing else is installed where the app runs.\n`;
