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

export const shopPageLine = shopPage.omit({ body: true });
export type ShopPageLine = z.infer<typeof shopPageLine>;

const body = z.string().max(30_000);

export const shopPageDraft = z.object({
  slug: z
    .string()
    .trim()
    .max(120)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters and digits, with single hyphens between'),
  title: z.string().trim().min(1).max(200),
  body,
});
export type ShopPageDraft = z.infer<typeof shopPageDraft>;

/** `changedAt`: as it was when it was read, so that nobody writes over what somebody else has written since. */
export const shopPageRevision = shopPageDraft.extend({ changedAt: z.iso.datetime() });
export type ShopPageRevision = z.infer<typeof shopPageRevision>;

export const shopPageText = z.object({ body });
/** As the shop would show it. */
export const shopPagePreview = z.object({ html: z.string() });
