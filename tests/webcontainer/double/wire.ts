/** What the double's page and its helper say to each other over HTTP. */

export interface RunOptions {
  command: string;
  args: string[];
  cwd?: string | undefined;
  env?: Record<string, string | number | boolean> | undefined;
  terminal?: { cols: number; rows: number } | undefined;
}

/** The page asks: method → [arguments, result]. Sent to `/call`, as `codec.ts` writes it. */
export interface HelperCalls {
  /** The number of a new instance, with a folder of its own. */
  build: [[], number];
  teardown: [[instance: number], undefined];
  readFile: [[instance: number, path: string, encoding: string | undefined], string | Uint8Array];
  writeFile: [[instance: number, path: string, data: string], undefined];
  readdir: [[instance: number, path: string], Array<{ name: string; isFolder: boolean }>];
  mkdir: [[instance: number, path: string], undefined];
  rm: [[instance: number, path: string], undefined];
  rename: [[instance: number, from: string, to: string], undefined];
  /** The number of the process. */
  run: [[instance: number, options: RunOptions], number];
  write: [[instance: number, process: number, data: string], undefined];
  kill: [[instance: number, process: number], undefined];
}

/** What is sent as plain bytes: `/bytes?instance=N&method=…&path=…`. */
export type BytesMethod = 'writeFile' | 'loadFiles';

/** The helper tells, one JSON a line, on `/stream?instance=N`. */
export type Told =
  | { type: 'output'; process: number; data: Uint8Array }
  /** Nothing more comes from this process's terminal. */
  | { type: 'closed'; process: number }
  | { type: 'exit'; process: number; code: number }
  | { type: 'server-ready'; port: number; url: string }
  | { type: 'error'; message: string };

/** What goes wrong, by the double's switches. */
export interface Faults {
  /** `/headless` is not there. */
  notFound: boolean;
  /** It comes without the headers that an isolated page demands. */
  noCorp: boolean;
  /** It loads and never says `init`. */
  noInit: boolean;
  /** It says `init` once the test lets it: `Double.release`. */
  lateInit: boolean;
  /** `build` rejects: "Unable to create more instances". */
  buildRejects: boolean;
  /** Every process exits with 1 at once. */
  exit1: boolean;
  /** Processes hear nothing, say nothing, and no kill ends them as far as anybody can tell. */
  neverExits: boolean;
  /** The output of a process stays open after its exit. */
  outputNeverCloses: boolean;
  /** No port is ever told. */
  noServerReady: boolean;
}

export const NO_FAULTS: Faults = {
  notFound: false,
  noCorp: false,
  noInit: false,
  lateInit: false,
  buildRejects: false,
  exit1: false,
  neverExits: false,
  outputNeverCloses: false,
  noServerReady: false,
};
