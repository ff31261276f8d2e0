/** One page of a list as Printify answers it; pages count from 1. */
export function printifyPage<T>(all: readonly T[], { limit, page }: { limit: number; page: number }) {
  const lastPage = Math.max(1, Math.ceil(all.length / limit));
  const from = (page - 1) * limit;
  const data = all.slice(from, from + limit);
  const address = (number: number) => `/?page=${number}`;
  return {
    current_page: page,
    data,
    first_page_url: address(1),
    from: data.length === 0 ? null : from + 1,
    last_page: lastPage,
    last_page_url: address(lastPage),
    next_page_url: page < lastPage ? address(page + 1) : null,
    path: '/',
    per_page: limit,
    prev_page_url: page > 1 ? address(page - 1) : null,
    to: data.length === 0 ? null : from + data.length,
    total: all.length,
  };
}
