import { z } from 'zod';

/** A page of the shop that the owner writes: `body` is Markdown, `slug` its place under `/pages/`. */
export const shopPage = z.object({
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  body: z.string(),
  changedAt: z.iso.datetime(),
});
export type ShopPage = z.infer<typeof shopPage>;

export const shopPageSummary = shopPage.omit({ body: true });
export type ShopPageSummary = z.infer<typeof shopPageSummary>;

const body = z.string().max(30_000);

export const shopPageInput = z.object({
  slug: z
    .string()
    .trim()
    .max(120)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lowercase letters and digits, with single hyphens between'),
  title: z.string().trim().min(1).max(200),
  body,
});
export type ShopPageInput = z.infer<typeof shopPageInput>;

/** `changedAt` of the version that was read, so that nobody overwrites a later change. */
export const shopPageUpdate = shopPageInput.extend({ changedAt: z.iso.datetime() });
export type ShopPageUpdate = z.infer<typeof shopPageUpdate>;

export const shopPageText = z.object({ body });
/** As the shop would show it. */
export const shopPagePreview = z.object({ html: z.string() });
