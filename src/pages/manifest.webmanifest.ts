/** What makes the course installable. */
import type { APIRoute } from 'astro';
import { href } from '../components/paths.ts';

const icon = (file: string, sizes: string, purpose = 'any') => ({
  src: href(`/icons/${file}`),
  sizes,
  type: 'image/png',
  purpose,
});

const manifest = {
  id: href('/'),
  name: 'The Other 90%',
  short_name: 'The Other 90%',
  description: 'An interactive course on the gap between an AI-generated prototype and a product.',
  lang: 'en',
  start_url: href('/'),
  scope: href('/'),
  display: 'standalone',
  background_color: '#f8f9f7',
  theme_color: '#f8f9f7',
  categories: ['education'],
  icons: [
    { src: href('/favicon.svg'), sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    icon('192.png', '192x192'),
    icon('512.png', '512x512'),
    icon('maskable-512.png', '512x512', 'maskable'),
  ],
};

export const GET: APIRoute = () =>
  new Response(JSON.stringify(manifest), { headers: { 'Content-Type': 'application/manifest+json' } });
