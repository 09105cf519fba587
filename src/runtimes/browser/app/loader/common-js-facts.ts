/** What a CommonJS file exports by name and requires, read off its syntax tree. */
import type { Node } from 'acorn';
import { walk } from './module-facts.ts';

type Tree = Record<string, unknown> & Node;

export interface CommonJsFacts {
  /** The names that `import` sees: those that are plainly assigned, as Node's lexer finds them. */
  exports: Set<string>;
  /** Files that it requires by a constant path. */
  requires: string[];
}

export function commonJsFacts(ast: Node): CommonJsFacts {
  const names = new Set<string>();
  const requires: string[] = [];
  walk(ast, (node) => {
    const tree = node as Tree;
    if (node.type === 'AssignmentExpression') {
      const left = tree.left as Tree;
      if (isExports(left)) {
        const right = tree.right as Tree;
        if (right.type !== 'ObjectExpression') return;
        for (const property of right.properties as Tree[]) {
          if (property.type === 'Property' && !property.computed) names.add(keyOf(property.key as Tree));
        }
      } else if (left.type === 'MemberExpression' && isExports(left.object as Tree)) {
        const key = left.property as Tree;
        if (!left.computed || key.type === 'Literal') names.add(keyOf(key));
      }
    } else if (node.type === 'CallExpression') {
      const callee = tree.callee as Tree;
      const [target, key] = tree.arguments as Tree[];
      if (callee.name === 'require' && typeof target?.value === 'string' && target.value.startsWith('.')) {
        requires.push(target.value);
      }
      const isDefine =
        callee.type === 'MemberExpression' &&
        (callee.object as Tree).name === 'Object' &&
        (callee.property as Tree).name === 'defineProperty';
      if (isDefine && target && isExports(target) && key?.type === 'Literal') names.add(String(key.value));
    }
  });
  names.delete('default');
  return { exports: names, requires };
}

/** `exports` or `module.exports` */
function isExports(node: Tree): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  return (
    node.type === 'MemberExpression' &&
    (node.object as Tree).name === 'module' &&
    (node.property as Tree).name === 'exports'
  );
}

const keyOf = (node: Tree): string => String(node.type === 'Identifier' ? node.name : node.value);
