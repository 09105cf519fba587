/** An app that runs inside a lesson, and what the reader does to it. Each lives beside its lesson, in `<app>/app.ts`. */
import type { Files } from '../../runtimes/runtime.ts';

export interface LessonApp {
  name: string;
  files: Files;
  entry: string;
  /** As in `exercise.yaml`: random in every run. */
  environment: Readonly<Record<string, 'secret'>>;
  /** What a demo shows. Carried out, in order, when the app has started. */
  demo: readonly Step[];
  attacks: ReadonlyArray<Step & { idea: string }>;
}

export interface Step {
  id: string;
  title: string;
  /** What the attacker thinks, in a sentence or two. */
  idea?: string;
  /** A text that the reader fills in first. */
  ask?: { label: string; value: string };
  /** Carries it out and tells from the answers what came of it; nothing is assumed. */
  act(session: Session): Promise<Finding>;
}

export interface Finding {
  /** The feature worked; the attack got through. */
  happened: boolean;
  sentence: string;
}

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  cookie?: string;
}

export interface Answer {
  status: number;
  text: string;
  /** The body read as JSON; `undefined` when it is none. */
  json: unknown;
  /** Name and value of the first cookie that the answer sets, ready to be sent back. */
  cookie: string | undefined;
}

export interface Exchange {
  request: Request;
  answer: Answer;
}

/** What a step has at hand. */
export interface Session {
  send(request: Request): Promise<Answer>;
  /** How many statements the app has sent to its database since it started. */
  statements(): number;
  /** What the reader filled in; empty where nothing was asked. */
  asked: string;
  /** Kept from step to step until the app starts anew. */
  kept: Map<string, string>;
}
