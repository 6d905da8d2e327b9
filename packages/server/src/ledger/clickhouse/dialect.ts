/** Writes a statement about tables as a server wants it. Other statements pass unchanged. */
export interface SchemaDialect {
  /** What stands in for the statement, in the order to run it. */
  rewrite(statement: string): string[];
}

/** One server: the schema as it is written. */
export const singleServer: SchemaDialect = { rewrite: (statement) => [statement] };

/** Where a table's rows lie; the table of the plain name is the way to all of them. */
const local = (table: string) => `${table}_local`;
const NAME = '`?(\\w+)`?';
/** ClickHouse fills in the macros; one path per shard, one name per replica. */
const PATH = `'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'`;

/**
 * A cluster: of each table `x` there is `x_local`, replicated within a shard, and `x`, Distributed over the shards by a
 * hash of the call, so that the charges of a call lie beside it. Feeds of rollups work within their shard. Throws for a
 * statement about tables that it does not know: better no schema than half of one.
 */
export function clusterDialect(cluster: string, database: string): SchemaDialect {
  if (!/^[\w{}-]+$/.test(cluster)) throw new Error(`${cluster} is no name of a cluster`);
  const on = `ON CLUSTER '${cluster}'`;

  return {
    rewrite(given) {
      const statement = withoutComments(given).trim();
      const verb = /^(CREATE|ALTER|DROP|TRUNCATE|DETACH|ATTACH|RENAME|OPTIMIZE)\b/i.exec(statement);
      if (verb === null) return [statement];
      const rules = [createTable, createView, alterView, alterTable, dropView, wholeTable, viewInAndOut];
      for (const rule of rules) {
        const written = rule(statement);
        if (written !== undefined) return written;
      }
      throw new Error(`no way is known to run this on a cluster: ${statement.slice(0, 80)}`);
    },
  };

  function createTable(statement: string): string[] | undefined {
    const match = new RegExp(`^CREATE TABLE (IF NOT EXISTS )?${NAME}\\s*\\(`, 'i').exec(statement);
    const [, , table] = match ?? [];
    if (table === undefined) return undefined;
    const body = statement
      .slice(statement.indexOf('('))
      .replace(
        /ENGINE = (\w*)MergeTree(?:\(([^)]*)\))?/i,
        (_, kind: string, of: string | undefined) =>
          `ENGINE = Replicated${kind}MergeTree(${PATH}${of ? `, ${of}` : ''})`,
      )
      .replace('non_replicated_deduplication_window', 'replicated_deduplication_window');
    return [
      `CREATE TABLE IF NOT EXISTS ${local(table)} ${on} ${body}`,
      `CREATE TABLE IF NOT EXISTS ${table} ${on} AS ${local(table)}
ENGINE = Distributed('${cluster}', '${database}', '${local(table)}', cityHash64(${shardingKey(body)}))`,
    ];
  }

  function createView(statement: string): string[] | undefined {
    const head = new RegExp(`^CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?${NAME}\\s+TO ${NAME}`, 'i');
    const [, view, target] = head.exec(statement) ?? [];
    if (view === undefined || target === undefined) return undefined;
    const rest = fromLocal(statement.replace(head, ''));
    return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${view} ${on} TO ${local(target)}${rest}`];
  }

  function alterView(statement: string): string[] | undefined {
    const head = new RegExp(`^ALTER TABLE ${NAME}\\s+MODIFY QUERY`, 'i');
    const [, view] = head.exec(statement) ?? [];
    if (view === undefined) return undefined;
    return [`ALTER TABLE ${view} ${on} MODIFY QUERY${fromLocal(statement.replace(head, ''))}`];
  }

  /** The Distributed table knows columns and nothing else: not how they are packed, ordered or thrown away. */
  function alterTable(statement: string): string[] | undefined {
    const head = new RegExp(`^ALTER TABLE ${NAME}\\s+`, 'i');
    const [, table] = head.exec(statement) ?? [];
    if (table === undefined) return undefined;
    const changes = topLevel(statement.replace(head, ''));
    const columns = changes
      .filter((change) => /^(ADD|DROP|MODIFY|RENAME) COLUMN\b/i.test(change))
      .map((change) => change.replace(/\s+(CODEC\([^()]*(\([^()]*\)[^()]*)*\)|FIRST|AFTER \S+)$/i, ''));
    const written = [`ALTER TABLE ${local(table)} ${on}\n    ${changes.join(',\n    ')}`];
    if (columns.length > 0) written.push(`ALTER TABLE ${table} ${on}\n    ${columns.join(',\n    ')}`);
    return written;
  }

  function dropView(statement: string): string[] | undefined {
    const [, ifExists = '', view] =
      new RegExp(`^DROP (?:VIEW|TABLE) (IF EXISTS )?${NAME}(?: SYNC)?$`, 'i').exec(statement) ?? [];
    if (view === undefined) return undefined;
    if (isView(statement, view)) return [`DROP VIEW ${ifExists}${view} ${on} SYNC`];
    return [`DROP TABLE ${ifExists}${view} ${on} SYNC`, `DROP TABLE ${ifExists}${local(view)} ${on} SYNC`];
  }

  function wholeTable(statement: string): string[] | undefined {
    const [, verb, ifExists = '', table, rest = ''] =
      new RegExp(`^(TRUNCATE|OPTIMIZE) TABLE (IF EXISTS )?${NAME}(.*)$`, 'is').exec(statement) ?? [];
    if (verb === undefined || table === undefined) return undefined;
    return [`${verb} TABLE ${ifExists}${local(table)} ${on}${rest}`];
  }

  /** Feeds keep their names. */
  function viewInAndOut(statement: string): string[] | undefined {
    const [, verb, table] =
      new RegExp(`^(DETACH|ATTACH) TABLE (?:IF EXISTS |IF NOT EXISTS )?${NAME}$`, 'i').exec(statement) ?? [];
    if (verb === undefined || table === undefined) return undefined;
    return [`${verb} TABLE ${table} ${on}`];
  }
}

/** Feeds are named for what they feed. */
function isView(statement: string, name: string): boolean {
  return /^DROP VIEW/i.test(statement) || name.endsWith('_feed');
}

function withoutComments(statement: string): string {
  return statement.replace(/^\s*--.*$/gm, '').replace(/\n{2,}/g, '\n');
}

function fromLocal(select: string): string {
  return select.replace(
    /\b(FROM|JOIN)\s+`?(\w+)`?/gi,
    (_, word: string, table: string) => `${word} ${local(table)}`,
  );
}

/** A call lies on one shard with its charges; of other tables a row lies with those of the same key. */
function shardingKey(body: string): string {
  if (/^\s*`?call_id`?\s/m.test(body)) return 'call_id';
  const [, list, one] = /ORDER BY\s+(?:\(([^)]*)\)|`?(\w+)`?)/i.exec(body) ?? [];
  return (list ?? one ?? 'rand()').replace(/\s+/g, ' ');
}

/** Parts between commas that stand in no bracket. */
function topLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts.filter((part) => part !== '');
}
