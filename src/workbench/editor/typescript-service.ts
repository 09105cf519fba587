/** Starts TypeScript for the open editor: completion, hovers, errors. Imported after the text can be typed. */
import * as monaco from 'monaco-editor/editor';
import { typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
import { getTypeScriptWorker, setupTypeScript } from 'monaco-editor/languages/features/typescript/tsMode';
import type { Diagnosis } from './diagnosis.ts';
import { COMPILER_OPTIONS, MANIFEST } from './typescript-options.ts';

/** Typing pauses for this long before the code is judged again, in milliseconds. */
const PAUSE_MS = 350;
const OWNER = 'typescript';

interface CourseTypeScript {
  diagnose(name: string): Promise<Diagnosis[]>;
}

let started = false;

/** Idempotent; goes on for as long as the page is open. */
export function startTypeScript(): void {
  if (started) return;
  started = true;
  typescriptDefaults.setCompilerOptions(
    COMPILER_OPTIONS as Parameters<typeof typescriptDefaults.setCompilerOptions>[0],
  );
  typescriptDefaults.setEagerModelSync(true);
  typescriptDefaults.setModeConfiguration({
    completionItems: true,
    hovers: true,
    definitions: true,
    references: true,
    documentHighlights: true,
    documentSymbols: true,
    rename: true,
    signatureHelp: true,
    codeActions: true,
    documentRangeFormattingEdits: true,
    onTypeFormattingEdits: true,
    inlayHints: false,
    // Ours looks at all files again after each change: an export that is gone is missed in another file.
    diagnostics: false,
  });
  followManifest();
  setupTypeScript(typescriptDefaults);
  judgeAfterChanges();
}

const isLearners = (model: monaco.editor.ITextModel) =>
  model.uri.scheme === 'file' && model.getLanguageId() === 'typescript';

/** The learner's package.json tells the compiler what is ESM. */
function followManifest(): void {
  const follow = (model: monaco.editor.ITextModel) => {
    if (model.uri.toString(true) !== MANIFEST) return;
    const tell = () => typescriptDefaults.addExtraLib(model.getValue(), MANIFEST);
    tell();
    model.onDidChangeContent(tell);
  };
  monaco.editor.getModels().forEach(follow);
  monaco.editor.onDidCreateModel(follow);
}

function judgeAfterChanges(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = 0;
  const soon = (delay = PAUSE_MS) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      round++;
      void judge(round, () => round).catch(() => undefined);
    }, delay);
  };
  const follow = (model: monaco.editor.ITextModel) => {
    model.onDidChangeContent(() => soon());
    model.onWillDispose(() => soon());
  };
  monaco.editor.getModels().forEach(follow);
  monaco.editor.onDidCreateModel((model) => {
    follow(model);
    soon();
  });
  soon(0);
}

/** All files of the learner's, one after the other; stops when a newer round has begun. */
async function judge(round: number, current: () => number): Promise<void> {
  const models = monaco.editor.getModels().filter(isLearners);
  if (models.length === 0) return;
  const worker = await getTypeScriptWorker();
  const service = (await worker(...models.map(({ uri }) => uri))) as CourseTypeScript;
  for (const model of models) {
    if (round !== current() || model.isDisposed()) return;
    const version = model.getVersionId();
    const found = await service.diagnose(model.uri.toString(true));
    if (model.isDisposed() || model.getVersionId() !== version) return;
    monaco.editor.setModelMarkers(
      model,
      OWNER,
      found.map((diagnosis) => toMarker(model, diagnosis)),
    );
  }
}

function toMarker(model: monaco.editor.ITextModel, diagnosis: Diagnosis): monaco.editor.IMarkerData {
  const start = model.getPositionAt(diagnosis.start);
  const end = model.getPositionAt(diagnosis.start + diagnosis.length);
  return {
    severity: {
      error: monaco.MarkerSeverity.Error,
      warning: monaco.MarkerSeverity.Warning,
      hint: monaco.MarkerSeverity.Hint,
    }[diagnosis.level],
    message: diagnosis.message,
    code: String(diagnosis.code),
    source: 'ts',
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
    tags: diagnosis.unnecessary ? [monaco.MarkerTag.Unnecessary] : [],
  };
}
