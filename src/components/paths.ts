/** Addresses of the site's own pages, below whatever path the host serves it. */
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

/** @param path from the site's root, with a leading slash; pages end in a slash: `/lessons/`. */
export const href = (path: string): string => `${base}${path}`;

export const lessonHref = (id: string): string => href(`/lessons/${id}/`);

export const exerciseHref = (id: string): string => href(`/exercises/${id}/`);
