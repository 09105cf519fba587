/** Monaco, as much of it as the course needs. Imported lazily: the text can be read and typed before. */
import { effect } from '@preact/signals';
import * as monaco from 'monaco-editor/editor';
import type { Files } from '../../runtimes/runtime.ts';
import type { Bench } from '../bench.ts';
import './features.ts';
import './json-language.ts';
import { languageOf } from './language.ts';
import { followTheme } from './theme.ts';

export interface Editor {
  /** Goes on where a textarea was: scroll position, selection, focus. */
  takeOver(plain: HTMLTextAreaElement): void;
  dispose(): void;
}

export interface DiffView {
  dispose(): void;
}

globalThis.MonacoEnvironment = {
  getWorker: (_moduleId: string, label: string) =>
    label === 'typescript'
      ? new Worker(new URL('./typescript.worker.ts', import.meta.url), { type: 'module', name: 'typescript' })
      : new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: 'editor' }),
};

const LOOK: monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions = {
  fontFamily: 'var(--mono)',
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  padding: { top: 8, bottom: 8 },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  lineNumbersMinChars: 3,
  folding: true,
  showFoldingControls: 'mouseover',
  stickyScroll: { enabled: false },
  fixedOverflowWidgets: true,
  bracketPairColorization: { enabled: false },
  guides: { indentation: false },
  quickSuggestions: { other: true, comments: false, strings: false },
  wordBasedSuggestions: 'currentDocument',
  unicodeHighlight: { ambiguousCharacters: false },
  smoothScrolling: false,
  cursorBlinking: 'blink',
};

const uriOf = (name: string) => monaco.Uri.parse(`file:///${name}`);

/** Opens the learner's files in `host`, keeps them equal to the store's in both directions, and follows its signals. */
export function openEditor(host: HTMLElement, bench: Bench): Editor {
  const { work } = bench;
  const stopTheme = followTheme();
  const models = new Map<string, monaco.editor.ITextModel>();
  const viewStates = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  /** The store's text is being put into a model: not the learner's typing. */
  let taking = false;

  const editor = monaco.editor.create(host, {
    ...LOOK,
    model: null,
    automaticLayout: true,
    tabSize: 2,
    insertSpaces: true,
    ariaLabel: 'Code',
    accessibilitySupport: 'auto',
  });

  const take = (files: Files) => {
    taking = true;
    for (const [name, text] of Object.entries(files)) {
      const model = models.get(name);
      if (!model) {
        const created = monaco.editor.createModel(text, languageOf(name), uriOf(name));
        created.setEOL(monaco.editor.EndOfLineSequence.LF);
        created.onDidChangeContent(() => {
          if (!taking) work.edit(name, created.getValue());
        });
        models.set(name, created);
      } else if (model.getValue() !== text)
        // As an edit, so that Ctrl+Z leads back to what was there.
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    }
    taking = false;
  };

  let shown = '';
  const show = (name: string) => {
    const model = models.get(name) ?? null;
    if (editor.getModel() === model) return;
    if (shown && models.has(shown)) viewStates.set(shown, editor.saveViewState());
    shown = name;
    editor.setModel(model);
    editor.updateOptions({ ariaLabel: `Code of ${name}` });
    const state = viewStates.get(name);
    if (state) editor.restoreViewState(state);
  };

  const forgetAllBut = (files: Files) => {
    for (const [name, model] of models)
      if (!Object.hasOwn(files, name)) {
        model.dispose();
        models.delete(name);
        viewStates.delete(name);
      }
  };

  // One effect, since signals promise no order between two: a file that is made and opened in one step needs its model
  // before it is shown, and one that is deleted has to be left before its model goes.
  const stopFiles = effect(() => {
    const files = work.files.value;
    take(files);
    show(work.activeFile.value);
    forgetAllBut(files);
  });

  const stopReadOnly = effect(() => {
    editor.updateOptions({
      readOnly: work.readOnly.value,
      readOnlyMessage: { value: 'Another tab edits this exercise.' },
    });
  });

  const stopMarkers = effect(() => {
    const markers = bench.markers.value;
    for (const [name, model] of models)
      monaco.editor.setModelMarkers(
        model,
        'app',
        markers
          .filter(({ place }) => place.file === name)
          .map(({ place, message }) => markerAt(model, place.line, place.column ?? 1, message)),
      );
  });

  const stopGoTo = effect(() => {
    const place = bench.goTo.value;
    if (!place || work.activeFile.peek() !== place.file) return;
    const position = { lineNumber: place.line, column: place.column ?? 1 };
    editor.setPosition(position);
    editor.revealPositionInCenter(position);
    editor.focus();
  });

  const stopLeaving = leaveByEscape(editor, host);

  return {
    takeOver(plain) {
      const model = editor.getModel();
      if (!model) return;
      const focused = document.activeElement === plain;
      const start = model.getPositionAt(plain.selectionStart);
      const end = model.getPositionAt(plain.selectionEnd);
      editor.setSelection(monaco.Selection.fromPositions(start, end));
      editor.setScrollTop(plain.scrollTop);
      if (focused) requestAnimationFrame(() => editor.focus());
    },
    dispose() {
      for (const stop of [stopFiles, stopReadOnly, stopMarkers, stopGoTo, stopLeaving, stopTheme]) stop();
      editor.dispose();
      for (const model of models.values()) model.dispose();
    },
  };
}

/** The whole word at the place, or the rest of the line. */
function markerAt(
  model: monaco.editor.ITextModel,
  line: number,
  column: number,
  message: string,
): monaco.editor.IMarkerData {
  const lineNumber = Math.min(Math.max(1, line), model.getLineCount());
  const word = model.getWordAtPosition({ lineNumber, column });
  return {
    severity: monaco.MarkerSeverity.Error,
    source: 'app',
    message,
    startLineNumber: lineNumber,
    endLineNumber: lineNumber,
    startColumn: word?.startColumn ?? Math.min(column, model.getLineMaxColumn(lineNumber)),
    endColumn: word?.endColumn ?? model.getLineMaxColumn(lineNumber),
  };
}

/** Monaco keeps Tab for itself. After Escape (with nothing open that Escape closes) Tab goes on to the next control. */
function leaveByEscape(editor: monaco.editor.IStandaloneCodeEditor, host: HTMLElement): () => void {
  const word = document.createElement('p');
  word.className = 'label wb-tab-word';
  word.textContent = 'Tab indents. To leave the editor: Esc, then Tab, or F6.';
  host.append(word);
  const setLeaving = (tabFocusMode: boolean) => editor.updateOptions({ tabFocusMode });
  const subscriptions = [
    editor.onKeyDown((event) => {
      if (event.keyCode === monaco.KeyCode.Escape) {
        const open = host.querySelector(
          '.suggest-widget.visible, .find-widget.visible, .parameter-hints-widget.visible',
        );
        const elsewhere = document.querySelector('.rename-box, .monaco-hover:not(.hidden) .hover-contents');
        if (!open && !elsewhere) setLeaving(true);
      } else if (event.keyCode !== monaco.KeyCode.Tab && event.keyCode !== monaco.KeyCode.Shift)
        setLeaving(false);
    }),
    editor.onDidFocusEditorText(() => word.classList.add('shown')),
    editor.onDidBlurEditorText(() => {
      word.classList.remove('shown');
      setLeaving(false);
    }),
  ];
  return () => {
    for (const subscription of subscriptions) subscription.dispose();
    word.remove();
  };
}

/** Two texts beside each other, read only. */
export function openDiff(host: HTMLElement, name: string, before: string, after: string): DiffView {
  const stopTheme = followTheme();
  const language = languageOf(name);
  // Not "typescript" the service's way: these models are not the learner's files.
  const original = monaco.editor.createModel(before, language, monaco.Uri.parse(`compare:///before/${name}`));
  const modified = monaco.editor.createModel(after, language, monaco.Uri.parse(`compare:///after/${name}`));
  const view = monaco.editor.createDiffEditor(host, {
    ...LOOK,
    automaticLayout: true,
    readOnly: true,
    originalEditable: false,
    renderSideBySide: true,
    useInlineViewWhenSpaceIsLimited: true,
    hideUnchangedRegions: { enabled: true },
    renderOverviewRuler: false,
    ignoreTrimWhitespace: false,
  });
  view.setModel({ original, modified });
  return {
    dispose() {
      stopTheme();
      view.dispose();
      original.dispose();
      modified.dispose();
    },
  };
}
