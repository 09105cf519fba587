/** An attack of a submission on its grader, as data: what it tries, with which files, and how it comes out. */
import type { AppFault } from '../../src/runtimes/faults.ts';
import type { Files } from '../../src/runtimes/runtime.ts';
import type { Seen, World } from './world.ts';

export interface Attack {
  name: string;
  /** One sentence. */
  tries: string;
  /**
   * `prevented`: it does not get what it wants. `bounded`: it gets so much and no more. `allowed`: the process
   * sandbox does not keep it from that, and the documentation says so.
   */
  outcome: 'prevented' | 'bounded' | 'allowed';
  files(world: World): Files;
  /** It needs another process of the same user to aim at. */
  neighbour?: true;
  /**
   * What plain Node, without any sandbox, lets it do: the same files are run there too, and this has to be seen. That is how an
   * attack shows that it would find what it looks for. Without it the attack is too rude to be let loose.
   */
  unguarded?: (keyof Harm)[];
  /** How the app ends by itself, where it does; any of these kinds. */
  fault?: AppFault['kind'][];
  /** Anything else that has to be true of what was seen. @throws an assertion error */
  also?(seen: Seen, world: World): void | Promise<void>;
}

/** What an attack can have done, as it is seen from outside of it. */
export interface Harm {
  /** The secret stands in an answer or in the logs. */
  secretTold: boolean;
  /** Something in the home folder is not as it was. */
  homeChanged: boolean;
  /** Somebody came to a port or a socket that is none of the app's business. */
  knocks: boolean;
  /** The other process was ended, slowed down or opened for a debugger. */
  neighbourHarmed: boolean;
}

export const NO_HARM: Harm = {
  secretTold: false,
  homeChanged: false,
  knocks: false,
  neighbourHarmed: false,
};

/**
 * A server that first makes its attempts and then answers with what they brought. `body`: statements, mostly calls of
 * `attempt(name, act)`, which goes on after an error and after half a second.
 */
export function attacker(body: string, more: Files = {}): Files {
  return {
    'server.ts': `import http from 'node:http';
import { createRequire } from 'node:module';
console.log('pid ' + process.pid + ' in ' + process.cwd());
const require = createRequire(import.meta.url);
const loot: string[] = [];
const attempt = async (name: string, act: () => any) => {
  try {
    const late = new Promise((_, reject) => setTimeout(reject, 500, new Error('late')));
    const got = await Promise.race([act(), late]);
    loot.push(name + ': ' + (got instanceof Uint8Array ? Buffer.from(got).toString() : typeof got === 'object' ? JSON.stringify(got) : String(got)));
  } catch (error) {
    console.error(name + ': ' + (error as any)?.code + ' ' + (error as any)?.message);
  }
};
process.on('uncaughtException', (error: any) => console.error('uncaught: ' + error?.code));
${body}
http.createServer((_request, response) => { response.end('loot\\n' + loot.join('\\n')); }).listen(process.env.PORT);
`,
    ...more,
  };
}

/** A value as source text. */
export const source = (value: unknown) => JSON.stringify(value);
