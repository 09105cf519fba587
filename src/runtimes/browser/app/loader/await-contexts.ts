/** Makes `await` keep the async context, for apps that use async_hooks: see `worker/async-context.ts`. */
import type { Node } from 'acorn';
import { HOOK } from './hook.ts';
import { walk } from './module-facts.ts';
import { type Replacement, replace } from './replace.ts';

const AWAIT = 'await'.length;

/** The code with every `await x` as `resume(capture(), await settle(x))`; lines stay. */
export function keepContexts(code: string, ast: Node): string {
  const edits: Replacement[] = [];
  walk(ast, (node) => {
    if (node.type !== 'AwaitExpression') return;
    const { start, end } = node;
    edits.push({ start, end: start, text: `${HOOK}.resume(${HOOK}.capture(), ` });
    edits.push({ start: start + AWAIT, end: start + AWAIT, text: ` ${HOOK}.settle(` });
    edits.push({ start: end, end, text: '))' });
  });
  return replace(code, edits);
}
