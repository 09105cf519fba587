/** What a module imports and exports, read off its syntax tree. */
import type {
  ExportSpecifier,
  Expression,
  Identifier,
  ImportDeclaration,
  Literal,
  Node,
  Pattern,
  Program,
} from 'acorn';

export interface ImportedName {
  /** Name in the other module; `*` for all of it. */
  name: string;
  local: string;
  start: number;
}

export interface Request {
  specifier: string;
  /** Of the quoted specifier in the code. */
  start: number;
  end: number;
  /** `with { type: 'json' }` */
  type: string | undefined;
  names: ImportedName[];
  /** `export * from` */
  star: boolean;
}

export interface ModuleFacts {
  requests: Request[];
  /** Names that the module exports, those of `export *` not included. */
  exports: Set<string>;
  dynamicImports: Array<{ start: number; end: number }>;
  metas: Array<{ start: number; end: number }>;
  /** It awaits at its top level. */
  awaits: boolean;
}

const nameOf = (node: Identifier | Literal): string =>
  node.type === 'Identifier' ? node.name : String(node.value);

/** Calls `enter` with every node, outermost first. */
export function walk(node: Node, enter: (node: Node) => void): void {
  enter(node);
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, enter);
    } else if (isNode(value)) {
      walk(value, enter);
    }
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The names that a pattern binds. */
export function boundNames(pattern: Pattern | Expression | null): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => boundNames(element));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

export function moduleFacts(ast: Node): ModuleFacts {
  const facts: ModuleFacts = {
    requests: [],
    exports: new Set(),
    dynamicImports: [],
    metas: [],
    awaits: false,
  };
  for (const statement of (ast as Program).body) {
    switch (statement.type) {
      case 'ImportDeclaration':
        facts.requests.push({ ...request(statement, statement.source), names: importedNames(statement) });
        break;
      case 'ExportAllDeclaration':
        if (statement.exported) facts.exports.add(nameOf(statement.exported));
        facts.requests.push({ ...request(statement, statement.source), star: !statement.exported });
        break;
      case 'ExportDefaultDeclaration':
        facts.exports.add('default');
        break;
      case 'ExportNamedDeclaration': {
        const { declaration, specifiers, source } = statement;
        if (declaration) for (const name of declaredNames(declaration)) facts.exports.add(name);
        for (const specifier of specifiers) facts.exports.add(nameOf(specifier.exported));
        if (source) {
          facts.requests.push({ ...request(statement, source), names: specifiers.map(reexported) });
        }
        break;
      }
    }
  }
  let depth = 0;
  const visit = (node: Node): void => {
    const isFunction = /Function|^(?:PropertyDefinition|StaticBlock)$/.test(node.type);
    if (node.type === 'ImportExpression') facts.dynamicImports.push({ start: node.start, end: node.end });
    else if (
      node.type === 'MetaProperty' &&
      (node as unknown as { meta: Identifier }).meta.name === 'import'
    ) {
      facts.metas.push({ start: node.start, end: node.end });
    } else if (
      depth === 0 &&
      (node.type === 'AwaitExpression' ||
        (node.type === 'ForOfStatement' && (node as unknown as { await: boolean }).await))
    ) {
      facts.awaits = true;
    }
    if (isFunction) depth += 1;
    for (const key in node) {
      const value = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) visit(item);
      } else if (isNode(value)) visit(value);
    }
    if (isFunction) depth -= 1;
  };
  visit(ast);
  return facts;
}

function request(
  statement: { attributes?: Array<{ key: Identifier | Literal; value: Literal }> },
  source: Literal,
): Request {
  const type = statement.attributes?.find((attribute) => nameOf(attribute.key) === 'type')?.value.value;
  return {
    specifier: String(source.value),
    start: source.start,
    end: source.end,
    type: typeof type === 'string' ? type : undefined,
    names: [],
    star: false,
  };
}

const importedNames = (statement: ImportDeclaration): ImportedName[] =>
  statement.specifiers.map((specifier) => ({
    name:
      specifier.type === 'ImportSpecifier'
        ? nameOf(specifier.imported)
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : '*',
    local: specifier.local.name,
    start: specifier.start,
  }));

const reexported = (specifier: ExportSpecifier): ImportedName => ({
  name: nameOf(specifier.local),
  local: '',
  start: specifier.start,
});

export function declaredNames(declaration: Node): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return (declaration as unknown as { declarations: Array<{ id: Pattern }> }).declarations.flatMap(
      ({ id }) => boundNames(id),
    );
  }
  const { id } = declaration as unknown as { id: Identifier | null };
  return id ? [id.name] : [];
}
