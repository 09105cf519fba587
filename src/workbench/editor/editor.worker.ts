/** Monaco's own worker: diffs, links, word suggestions. */
import 'monaco-editor/editor/editor.worker';
