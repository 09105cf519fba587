/** A button that copies a text and says so. */
import { useEffect, useState } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { Glyph } from './Glyph.tsx';

export function Copy({ text, label, quiet = true }: { text: () => string; label: string; quiet?: boolean }) {
  const bench = useBench();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      bench.announce('Copied.');
    } catch {
      bench.toast.value = {
        text: 'The browser does not allow copying here: select the text and copy it yourself.',
      };
    }
  };
  return (
    <button type="button" class={`button small ${quiet ? 'quiet' : ''}`} onClick={() => void copy()}>
      <Glyph name="copy" />
      {copied ? 'Copied' : label}
    </button>
  );
}
