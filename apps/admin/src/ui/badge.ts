/** Past 99 the exact number no longer helps. Null hides the badge. */
export function badgeText(count: number): string | null {
  if (count <= 0) return null;
  return count > 99 ? '99+' : String(count);
}

export function attentionLabel(count: number): string {
  const text = badgeText(count);
  return text === null ? 'nothing needs attention' : `${text} ${count === 1 ? 'needs' : 'need'} attention`;
}
