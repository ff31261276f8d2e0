const notForRobots = ['/admin/', '/api/', '/users/', '/webhooks/', '/checkout/'];

/** `/robots.txt`: what search engines leave alone, and where they find the rest. */
export function robotsText(publicUrl: string): string {
  const rules = notForRobots.map((path) => `Disallow: ${path}`);
  return ['User-agent: *', ...rules, '', `Sitemap: ${publicUrl}/sitemap.xml`, ''].join('\n');
}
