/** The body of a file of ours. @throws Error that tells the learner what to do, when it can't be had. */
export async function fetched(url: string): Promise<{ body: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error(
      'The database could not be loaded: this page is offline, or its host cannot be reached. Check the connection and run it again; once loaded, everything works offline.',
    );
  }
  if (!response.ok || !response.body) {
    throw new Error(
      `The database could not be loaded: ${new URL(url, location.href).pathname} answers ${response.status}. Reload the page; if that stays so, the course was not published completely.`,
    );
  }
  return { body: response.body };
}
