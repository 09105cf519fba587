/**
 * The editor's TypeScript: Monaco's language service with the types of every package of the course. The declarations
 * are fetched here, away from the page's thread, and never pass through it.
 */
import {
  type CreateData,
  initialize,
  TypeScriptWorker,
  type WorkerContext,
} from 'monaco-editor/languages/features/typescript/ts.worker';
import type ts from 'typescript';
import type { Diagnosis } from './diagnosis.ts';
import { MANIFEST, manifestFor, NODE_TYPES, namedPackages } from './typescript-options.ts';

interface TypesManifest {
  file: string;
  large: Record<string, string>;
}

const FOLDER = `${import.meta.env.BASE_URL.replace(/\/$/, '')}/runtime`;

async function fetchJson<T>(name: string): Promise<T> {
  const response = await fetch(`${FOLDER}/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return (await response.json()) as T;
}

const isLearners = (name: string) => name.startsWith('file:///') && !name.startsWith('file:///node_modules/');

class CourseWorker extends TypeScriptWorker {
  readonly #types = new Map<string, string>();
  readonly #loaded = new Set<string>();
  readonly #numbers = new WeakMap<object, number>();
  #lastNumber = 0;
  #manifest: Promise<TypesManifest | undefined> | undefined;

  constructor(context: WorkerContext, data: CreateData) {
    super(context, data);
    void this.#ready();
  }

  override getScriptFileNames(): string[] {
    const own = this._ctx.getMirrorModels().map(({ uri }) => uri.toString(true));
    return [...own.filter((name) => isLearners(name)), ...(this.#types.has(NODE_TYPES) ? [NODE_TYPES] : [])];
  }

  override getScriptVersion(name: string): string {
    if (this.#types.has(name)) return '1';
    const model = this._ctx.getMirrorModels().find(({ uri }) => uri.toString(true) === name);
    return model ? `${this.#numberOf(model)}.${model.version}` : super.getScriptVersion(name);
  }

  /** A file that was deleted and made again counts its versions from 1 again: the model tells the two apart. */
  #numberOf(model: object): number {
    let number = this.#numbers.get(model);
    if (number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(model, number);
    }
    return number;
  }

  override getScriptKind(name: string): ts.ScriptKind {
    // Monaco's own knows .ts and .js alone. JS 1, TS 3, JSON 6.
    return /\.json$/.test(name) ? 6 : /\.[cm]?js$/.test(name) ? 1 : 3;
  }

  protected override _getScriptText(name: string): string | undefined {
    const declaration = this.#types.get(name);
    if (declaration !== undefined) return declaration;
    if (name === MANIFEST) return manifestFor(this._extraLibs[MANIFEST]?.content);
    // A file of the learner's must not be mistaken for a library of the compiler's.
    return super._getScriptText(name);
  }

  override async updateExtraLibs(libs: CreateData['extraLibs']): Promise<void> {
    await super.updateExtraLibs(libs);
    this.#restart();
  }

  override async getCompletionsAtPosition(name: string, position: number) {
    await this.#ready();
    return super.getCompletionsAtPosition(name, position);
  }

  override async getQuickInfoAtPosition(name: string, position: number) {
    await this.#ready();
    return super.getQuickInfoAtPosition(name, position);
  }

  override async getSignatureHelpItems(
    name: string,
    position: number,
    options: ts.SignatureHelpItemsOptions | undefined,
  ) {
    await this.#ready();
    return super.getSignatureHelpItems(name, position, options);
  }

  /** What is wrong with a file of the learner's. Without the declarations only its syntax is judged. */
  async diagnose(name: string): Promise<Diagnosis[]> {
    const complete = await this.#ready();
    const service = this._languageService;
    const found: ts.Diagnostic[] = service.getSyntacticDiagnostics(name);
    if (complete) {
      found.push(...service.getSemanticDiagnostics(name));
      found.push(
        ...service.getSuggestionDiagnostics(name).filter(({ reportsUnnecessary }) => reportsUnnecessary),
      );
    }
    return found.map(({ start = 0, length = 1, messageText, code, category, reportsUnnecessary }) => ({
      start,
      length,
      message: flatten(messageText),
      code,
      level: category === 1 ? 'error' : category === 0 ? 'warning' : 'hint',
      unnecessary: reportsUnnecessary !== undefined,
    }));
  }

  /** Loads what is needed and not there yet. @returns whether everything is. */
  async #ready(): Promise<boolean> {
    this.#manifest ??= fetchJson<TypesManifest>('types.json').catch(() => undefined);
    const manifest = await this.#manifest;
    if (!manifest) {
      this.#manifest = undefined;
      return false;
    }
    const texts = this._ctx.getMirrorModels().map((model) => model.getValue());
    const named = namedPackages(Object.keys(manifest.large), texts).map((name) => manifest.large[name] ?? '');
    const parts = await Promise.all([manifest.file, ...named].map((file) => this.#load(file)));
    return parts.every(Boolean);
  }

  readonly #loading = new Map<string, Promise<boolean>>();

  #load(file: string): Promise<boolean> {
    const known = this.#loading.get(file);
    if (known) return known;
    const loading = fetchJson<Record<string, string>>(file).then(
      (part) => {
        for (const [path, text] of Object.entries(part)) this.#types.set(`file:///${path}`, text);
        this.#loaded.add(file);
        this.#restart();
        return true;
      },
      () => {
        this.#loading.delete(file);
        return false;
      },
    );
    this.#loading.set(file, loading);
    return loading;
  }

  /** Imports that were not found are looked for again. */
  #restart(): void {
    this._languageService.cleanupSemanticCache();
  }
}

function flatten(message: string | ts.DiagnosticMessageChain): string {
  if (typeof message === 'string') return message;
  const lines = [message.messageText];
  for (const next of message.next ?? [])
    lines.push(
      ...flatten(next)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  return lines.join('\n');
}

// After Monaco's module, which sets a handler of its own.
self.onmessage = () => {
  initialize((context, data) => new CourseWorker(context, data));
};
