/** Messages between the page (pool), the sandboxed frame and the workers in it. App-link is not among them. */
import type { HashJob, HashOutcome } from './hashing/jobs.ts';
import type { Source } from './loader/source.ts';
import type { AppManifest } from './manifest.ts';

/** Name and text of a script of the manifest. */
export interface ScriptText {
  name: string;
  text: string;
}

export type PageToFrame =
  | { type: 'setup'; manifest: AppManifest; core: string; hashing: string }
  | { type: 'scripts'; scripts: ScriptText[] }
  /** With the app-link port as the only transferred object. */
  | { type: 'spawn'; worker: number }
  /** A spare worker runs these packages ahead, as far as the frame holds their scripts. */
  | { type: 'warm'; worker: number; packages: string[] }
  | { type: 'terminate'; worker: number }
  | { type: 'ping' };

export type FrameToPage =
  | { type: 'ready'; worker: number }
  | { type: 'died'; worker: number; message: string }
  /** An app that starts names its packages, and of their scripts those that the frame does not hold. */
  | { type: 'uses'; worker: number; packages: string[]; missing: string[] }
  | { type: 'pong' };

/** The first message to a worker, with two ports: app-link and control. */
export interface WorkerInit {
  manifest: AppManifest;
  /** Script name → blob URL, as far as the frame holds it. */
  urls: Record<string, string>;
}

export type FrameToWorker =
  /** The answer to `uses`, with the files that earlier apps had made ready. */
  | { type: 'urls'; urls: Record<string, string>; sources: readonly Source[] }
  /** `parsers`: they will be needed, as far as is known. */
  | { type: 'warm'; packages: string[]; urls: Record<string, string>; parsers: boolean }
  | { type: 'subtle-done'; id: number; value: unknown }
  | { type: 'subtle-failed'; id: number; name: string; message: string }
  | { type: 'hashed'; id: number; outcome: HashOutcome };
export type WorkerToFrame =
  | { type: 'ready' }
  /** The app starts with these packages and waits for these scripts. */
  | { type: 'uses'; packages: string[]; scripts: string[] }
  /** The files that had to be made ready, once and before anything of the app runs. */
  | { type: 'made-ready'; sources: readonly Source[] }
  /** An operation of `crypto.subtle`, which only the frame has; keys are numbers. */
  | { type: 'subtle'; id: number; method: string; args: unknown[] }
  /** A slow hash for the hash workers. */
  | { type: 'hash'; id: number; job: HashJob }
  /** The app has ended itself; nothing runs in it any more. */
  | { type: 'ended' };
