/** Finds the places where a module's imports are used, and not something of the same name inside. */
import type { Node, Pattern } from 'acorn';
import { boundNames, declaredNames } from './module-facts.ts';
import type { Replacement } from './replace.ts';

type Tree = Record<string, unknown> & Node;

const isNode = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function children(node: Tree): Tree[] {
  const found: Tree[] = [];
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) found.push(item);
    if (isNode(value)) found.push(value);
  }
  return found;
}

const isFunction = (node: Node) => /Function(Expression|Declaration)$/.test(node.type);

/** Names that `var` and function declarations bind in a function, those of inner functions left out. */
function hoistedNames(node: Tree, names: Set<string>): void {
  for (const child of children(node)) {
    if (child.type === 'VariableDeclaration' && child.kind === 'var') {
      for (const name of declaredNames(child)) names.add(name);
    }
    if (!isFunction(child)) hoistedNames(child, names);
  }
}

/** Names that a block binds itself. */
function blockNames(statements: readonly Tree[], names: Set<string>): void {
  for (const statement of statements) {
    const lexical =
      statement.type === 'VariableDeclaration'
        ? statement.kind !== 'var'
        : statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration';
    if (lexical) for (const name of declaredNames(statement)) names.add(name);
  }
}

/** The scope that a node opens, if it opens one. */
function scopeOf(node: Tree): Set<string> | undefined {
  const names = new Set<string>();
  if (isFunction(node)) {
    if (node.type === 'FunctionExpression' && isNode(node.id)) names.add(String(node.id.name));
    for (const parameter of node.params as Pattern[])
      for (const name of boundNames(parameter)) names.add(name);
    hoistedNames(node, names);
    return names;
  }
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      blockNames(node.body as Tree[], names);
      return names;
    case 'SwitchStatement':
      for (const branch of node.cases as Tree[]) blockNames(branch.consequent as Tree[], names);
      return names;
    case 'ForStatement':
      if (isNode(node.init)) blockNames([node.init], names);
      return names;
    case 'ForInStatement':
    case 'ForOfStatement':
      blockNames([node.left as Tree], names);
      return names;
    case 'CatchClause':
      for (const name of boundNames(node.param as Pattern | null)) names.add(name);
      return names;
    case 'ClassExpression':
      if (isNode(node.id)) names.add(String(node.id.name));
      return names;
    default:
      return undefined;
  }
}

/** `imported`: local name → what stands for it. */
export function rewriteReferences(ast: Node, imported: ReadonlyMap<string, string>): Replacement[] {
  const edits: Replacement[] = [];
  if (imported.size === 0) return edits;
  const scopes: Array<Set<string>> = [];

  const reference = (node: Tree): string | undefined => {
    const name = String(node.name);
    const text = imported.get(name);
    return text === undefined || scopes.some((scope) => scope.has(name)) ? undefined : text;
  };
  const visitAll = (nodes: readonly unknown[], parent: Tree) => {
    for (const node of nodes) if (isNode(node)) visit(node, parent);
  };

  function visit(node: Tree, parent: Tree | undefined): void {
    switch (node.type) {
      case 'Identifier': {
        const text = reference(node);
        if (text === undefined) return;
        // A call must not make the namespace its `this`.
        const called =
          (parent?.type === 'CallExpression' && parent.callee === node) ||
          (parent?.type === 'TaggedTemplateExpression' && parent.tag === node);
        edits.push({ start: node.start, end: node.end, text: called ? `(0, ${text})` : text });
        return;
      }
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ExportNamedDeclaration':
        if (isNode(node.declaration)) visit(node.declaration, node);
        return;
      case 'LabeledStatement':
        visit(node.body as Tree, node);
        return;
      case 'MemberExpression':
        visit(node.object as Tree, node);
        if (node.computed) visit(node.property as Tree, node);
        return;
      case 'Property': {
        if (node.computed) visit(node.key as Tree, node);
        const value = node.value as Tree;
        if (!node.shorthand) {
          visit(value, node);
        } else if (value.type === 'Identifier') {
          const text = reference(value);
          if (text !== undefined)
            edits.push({ start: node.start, end: node.end, text: `${String(value.name)}: ${text}` });
        } else {
          // `{ a = b }` in a pattern.
          visit(value.right as Tree, value);
        }
        return;
      }
      case 'PropertyDefinition':
      case 'MethodDefinition':
        if (node.computed) visit(node.key as Tree, node);
        if (isNode(node.value)) visit(node.value, node);
        return;
      default:
        inScope(node);
    }
  }

  function inScope(node: Tree): void {
    const scope = scopeOf(node);
    if (scope) scopes.push(scope);
    visitAll(children(node), node);
    if (scope) scopes.pop();
  }

  visit(ast as Tree, undefined);
  return edits;
}
