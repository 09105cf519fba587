/** Messages between the page (pool), the sandboxed frame and the workers in it. App-link is not among them. */
import type { AppManifest } from './manifest.ts';

/** Name and text of a script of the manifest. */
export interface ScriptText {
  name: string;
  text: string;
}

export type PageToFrame =
  | { type: 'setup'; manifest: AppManifest; core: string }
  | { type: 'scripts'; scripts: ScriptText[] }
  /** With the app-link port as the only transferred object. */
  | { type: 'spawn'; worker: number; preload: string[] }
  | { type: 'terminate'; worker: number }
  | { type: 'ping' };

export type FrameToPage =
  | { type: 'ready'; worker: number }
  | { type: 'died'; worker: number; message: string }
  /** A worker asks for scripts that the frame does not hold. */
  | { type: 'need'; scripts: string[] }
  | { type: 'pong' };

/** The first message to a worker, with two ports: app-link and control. */
export interface WorkerInit {
  manifest: AppManifest;
  /** Script name → blob URL, as far as the frame holds it. */
  urls: Record<string, string>;
  /** Scripts to load ahead of need. */
  preload: string[];
}

export type FrameToWorker =
  | { type: 'urls'; urls: Record<string, string> }
  | { type: 'subtle-done'; id: number; value: unknown }
  | { type: 'subtle-failed'; id: number; name: string; message: string };
export type WorkerToFrame =
  | { type: 'ready' }
  | { type: 'need'; scripts: string[] }
  /** An operation of `crypto.subtle`, which only the frame has; keys are numbers. */
  | { type: 'subtle'; id: number; method: string; args: unknown[] }
  /** The app has ended itself; nothing runs in it any more. */
  | { type: 'ended' };
