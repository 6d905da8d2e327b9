/** Optional columns: null in the database is absent on the wire. */
export function optional<N extends string, T>(name: N, value: T | null | undefined): { [K in N]?: T } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { [K in N]?: T });
}

export function stamps(row: { createdAt: Date; updatedAt: Date }): {
  created_at: string;
  updated_at: string;
} {
  return { created_at: row.createdAt.toISOString(), updated_at: row.updatedAt.toISOString() };
}
