/** Turns option values into what they mean; a wrong one is refused with what would be right. */
import { InvalidArgumentError } from 'commander';
import { nearest } from '../course/nearest.ts';
import { RUNTIME_CHOICES, type RuntimeChoice } from './context.ts';

/** Seeds are unsigned 32-bit numbers. */
export const MAX_SEED = 2 ** 32 - 1;

export function seedNumber(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > MAX_SEED) {
    throw new InvalidArgumentError(`Write a whole number from 0 to ${MAX_SEED}.`);
  }
  return seed;
}

export function positive(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 1000) {
    throw new InvalidArgumentError('Write a whole number from 1 to 1000.');
  }
  return number;
}

export function databaseChoice(text: string): string {
  if (text === 'pglite' || (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text))) return text;
  throw new InvalidArgumentError(
    'Write "pglite", or the URL of a PostgreSQL server, for example postgres://user:password@127.0.0.1:5432/name.',
  );
}

export function runtimeNames(text: string): RuntimeChoice[] {
  const names = text.split(',').map((name) => name.trim());
  const isKnown = (name: string): name is RuntimeChoice =>
    (RUNTIME_CHOICES as readonly string[]).includes(name);
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, RUNTIME_CHOICES);
    throw new InvalidArgumentError(
      `There is no runtime "${unknown}"; ${near ? `did you mean "${near}"?` : `write ${RUNTIME_CHOICES.join(', ')} or both.`}`,
    );
  }
  return [...new Set(names.filter(isKnown))];
}

/** A seed for a run that names none. */
export const anySeed = () => Math.floor(Math.random() * (MAX_SEED + 1));
