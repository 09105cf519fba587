import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { lessonSchema } from './course/lessons.ts';

export const collections = {
  lessons: defineCollection({
    loader: glob({ pattern: '*/*.mdx', base: './lessons' }),
    schema: lessonSchema,
  }),
};
