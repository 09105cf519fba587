/**
 * Rewrites an ES module to a generator function that runs in two steps: up to its first `yield`, where its functions
 * exist and its exports can be told, and on to its end. So modules that import each other in a circle see what
 * real ones would: hoisted functions, live bindings, and an error for what is not initialised yet.
 */
import type { Identifier, Node } from 'acorn';
import { firstLineShifts } from './faults.ts';
import { HOOK } from './hook.ts';
import { declaredNames } from './module-facts.ts';
import { ownReplacements, type Replacement, replace } from './replace.ts';
import { rewriteReferences } from './scopes.ts';
import { parseModule, type Source } from './source.ts';

/** The record's own argument. */
const SELF = `${HOOK}_m`;
const DEFAULT = `${HOOK}_default`;

type Tree = Record<string, unknown> & Node;
const nameOf = (node: Tree): string => String(node.type === 'Identifier' ? node.name : node.value);

/** A classic script that leaves the module's body with the hook. */
export function recordText(source: Source): string {
  const { facts, code, path } = source;
  if (!facts) throw new Error(`${path} is no module.`);
  const ast = parseModule(code);
  const edits: Replacement[] = ownReplacements(source);
  /** Local name of an import → the expression that reads it. */
  const imported = new Map<string, string>();
  facts.requests.forEach((request, n) => {
    for (const { name, local } of request.names) {
      if (local !== '')
        imported.set(local, name === '*' ? `${SELF}.i[${n}]` : `${SELF}.i[${n}][${JSON.stringify(name)}]`);
    }
  });
  const getters: string[] = [];
  const exportAs = (exported: string, expression: string) =>
    getters.push(`${JSON.stringify(exported)}:()=>${expression}`);
  const remove = (node: Node) =>
    edits.push({
      start: node.start,
      end: node.end,
      text: code.slice(node.start, node.end).replace(/[^\n]+/g, ''),
    });

  let requestIndex = 0;
  for (const statement of ast.body as unknown as Tree[]) {
    switch (statement.type) {
      case 'ImportDeclaration':
        requestIndex += 1;
        remove(statement);
        break;
      case 'ExportAllDeclaration': {
        const exported = statement.exported as Tree | null;
        if (exported) exportAs(nameOf(exported), `${SELF}.i[${requestIndex}]`);
        requestIndex += 1;
        remove(statement);
        break;
      }
      case 'ExportNamedDeclaration': {
        const declaration = statement.declaration as Tree | null;
        if (declaration) {
          for (const name of declaredNames(declaration)) exportAs(name, name);
          edits.push({ start: statement.start, end: declaration.start, text: '' });
          break;
        }
        const from = statement.source ? requestIndex : undefined;
        if (from !== undefined) requestIndex += 1;
        for (const specifier of statement.specifiers as Tree[]) {
          const local = nameOf(specifier.local as Tree);
          exportAs(
            nameOf(specifier.exported as Tree),
            from === undefined
              ? (imported.get(local) ?? local)
              : `${SELF}.i[${from}][${JSON.stringify(local)}]`,
          );
        }
        remove(statement);
        break;
      }
      case 'ExportDefaultDeclaration':
        exportDefault(statement.declaration as Tree, statement);
        break;
    }
  }

  function exportDefault(declaration: Tree, statement: Tree): void {
    const id = declaration.id as Identifier | null | undefined;
    const isFunction = declaration.type === 'FunctionDeclaration';
    if (id && (isFunction || declaration.type === 'ClassDeclaration')) {
      exportAs('default', id.name);
      edits.push({ start: statement.start, end: declaration.start, text: '' });
      return;
    }
    exportAs('default', DEFAULT);
    if (isFunction) {
      // Hoisted, as a default function without a name is.
      const head = /^(async\s+)?function\s*\*?/.exec(code.slice(declaration.start))?.[0] ?? 'function';
      edits.push({
        start: statement.start,
        end: declaration.start + head.length,
        text: `${head} ${DEFAULT}`,
      });
      return;
    }
    edits.push({ start: statement.start, end: declaration.start, text: `const ${DEFAULT} = ` });
    if (code[statement.end - 1] !== ';') edits.push({ start: statement.end, end: statement.end, text: ';' });
  }

  edits.push(...rewriteReferences(ast, imported));
  const kind = facts.awaits ? 'async function*' : 'function*';
  const head = `${HOOK}.record(${JSON.stringify(path)}, ${kind} (${SELF}) { "use strict"; ${SELF}.exports({${getters.join(',')}}); yield; `;
  firstLineShifts.set(path, head.length);
  return `${head}${replace(code, edits).replace(/^#!/, '//')}\n});\n//# sourceURL=file://${path}`;
}
