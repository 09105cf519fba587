/** Parts of Monaco that have no declarations of their own, as far as the workbench uses them. */

declare module 'monaco-editor/languages/features/typescript/tsMode' {
  import type { Uri } from 'monaco-editor/editor';
  import type { LanguageServiceDefaults } from 'monaco-editor/languages/features/typescript/register';

  export function setupTypeScript(defaults: LanguageServiceDefaults): void;
  /** Resolves with the way to a worker that knows the given models. */
  export function getTypeScriptWorker(): Promise<(...uris: Uri[]) => Promise<unknown>>;
}

declare module 'monaco-editor/languages/features/typescript/ts.worker' {
  import type ts from 'typescript';

  export interface WorkerContext {
    getMirrorModels(): Array<{
      uri: { toString(skipEncoding?: boolean): string };
      version: number;
      getValue(): string;
    }>;
  }
  export interface CreateData {
    compilerOptions: ts.CompilerOptions;
    extraLibs: Record<string, { content: string; version: number }>;
  }
  /** Monaco's language service host; `_`: its own fields, which the course's worker builds on. */
  export class TypeScriptWorker {
    constructor(context: WorkerContext, data: CreateData);
    protected _ctx: WorkerContext;
    protected _extraLibs: CreateData['extraLibs'];
    protected _languageService: ts.LanguageService;
    getCompilationSettings(): ts.CompilerOptions;
    getScriptFileNames(): string[];
    getScriptVersion(fileName: string): string;
    getScriptKind(fileName: string): ts.ScriptKind;
    protected _getScriptText(fileName: string): string | undefined;
    updateExtraLibs(libs: CreateData['extraLibs']): Promise<void>;
    getCompletionsAtPosition(
      fileName: string,
      position: number,
    ): Promise<ts.WithMetadata<ts.CompletionInfo> | undefined>;
    getQuickInfoAtPosition(fileName: string, position: number): Promise<ts.QuickInfo | undefined>;
    getSignatureHelpItems(
      fileName: string,
      position: number,
      options: ts.SignatureHelpItemsOptions | undefined,
    ): Promise<ts.SignatureHelpItems | undefined>;
  }
  export function initialize(create: (context: WorkerContext, data: CreateData) => TypeScriptWorker): void;
}

declare module 'monaco-editor/editor/editor.worker';
declare module 'monaco-editor/editor/contrib/caretOperations/browser/caretOperations.js';
declare module 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands.js';
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
