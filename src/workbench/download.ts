/** The learner's files as a zip, made when asked for. */
import type { Bench } from './bench.ts';

/** Saves `<exercise>.zip` with one folder in it; says so when that fails. */
export async function downloadFolder(bench: Bench): Promise<void> {
  const { id } = bench.exercise;
  try {
    const [{ strToU8, zipSync }, { folderFor }] = await Promise.all([
      import('fflate'),
      import('./folder.ts'),
    ]);
    const files = folderFor(bench.exercise, bench.work.files.peek());
    const entries = Object.entries(files).map(([name, text]) => [`${id}/${name}`, strToU8(text)]);
    const url = URL.createObjectURL(
      new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = `${id}.zip`;
    link.click();
    // The browser reads the blob after this task.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    bench.toast.value = {
      text: `The download failed: ${error instanceof Error ? error.message : String(error)} You can copy the text from the editor.`,
    };
  }
}
