/** A textarea that is enough to work with: at once, on a phone, and where Monaco does not load. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { indent, offsetOf } from '../editor/indent.ts';

export function PlainEditor() {
  const { work, goTo } = useBench();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  /** Escape was pressed: the next Tab leaves. */
  const leaving = useRef(false);
  const [focused, setFocused] = useState(false);
  const name = work.activeFile.value;
  const text = work.files.value[name] ?? '';
  const place = goTo.value;

  useEffect(() => {
    const element = area.current;
    if (!element || !place || place.file !== work.activeFile.peek()) return;
    const at = offsetOf(element.value, place.line, place.column ?? 1);
    element.focus();
    element.setSelectionRange(at, at);
    const lineHeight = Number.parseFloat(getComputedStyle(element).lineHeight) || 20;
    element.scrollTop = Math.max(0, (place.line - 4) * lineHeight);
  }, [place, work]);

  const onKeyDown = (event: KeyboardEvent) => {
    const element = area.current;
    if (!element) return;
    if (event.key === 'Escape') {
      leaving.current = true;
      return;
    }
    if (event.key === 'Tab' && !leaving.current && !work.readOnly.peek()) {
      event.preventDefault();
      const { selectionStart, selectionEnd } = element;
      const edit = indent(element.value, selectionStart, selectionEnd, event.shiftKey);
      if (edit) {
        // Through the browser, so that its own undo knows of it.
        element.setSelectionRange(edit.from, edit.to);
        if (!document.execCommand('insertText', false, edit.text)) element.setRangeText(edit.text);
        element.setSelectionRange(edit.selectionStart, edit.selectionEnd);
        work.edit(name, element.value);
      }
    }
    if (event.key !== 'Tab' && event.key !== 'Shift') leaving.current = false;
  };

  const lines = text.split('\n').length;
  return (
    <div class="wb-plain">
      <div class="wb-gutter" aria-hidden="true" ref={gutter}>
        {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
      </div>
      <textarea
        key={name}
        ref={area}
        aria-label={`Code of ${name}`}
        aria-describedby="wb-tab-word"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        wrap="off"
        readOnly={work.readOnly.value}
        value={text}
        onInput={(event) => work.edit(name, event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          leaving.current = false;
          setFocused(false);
        }}
      />
      <TabWord shown={focused} />
    </div>
  );
}

/** How to get out with the keyboard, told while the editor has the focus. */
export function TabWord({ shown }: { shown: boolean }) {
  return (
    <p id="wb-tab-word" class={`label wb-tab-word ${shown ? 'shown' : ''}`}>
      Tab indents. To leave the editor: Esc, then Tab, or F6.
    </p>
  );
}
