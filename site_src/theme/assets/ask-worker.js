// Asks the published tables, apart from the page: SQLite as WebAssembly, with the whole release in
// memory, for reading alone. A page stops a query by ending this worker.
//
// In: {database} once, then {sql, most} again and again. Out: {ready}, {answer} or {error}.
import start from "./vendor/sqlite3.mjs";

const HEAP = 500_000_000; // bytes; a query that needs more is refused before the browser ends the page
// The engine's ways to keep files in the browser: nothing is kept here, and nothing more is fetched.
globalThis.sqlite3ApiConfig = { disable: { vfs: { kvvfs: true, opfs: true, "opfs-vfs": true, "opfs-sahpool": true, "opfs-wl": true } } };

let sqlite, db;

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the tables did not load (${answer.status})`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes; // a host may have unpacked it already
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
};

const open = async (address) => {
  const [engine, bytes] = await Promise.all([start(), fetched(address)]);
  const { capi, oo1, wasm } = (sqlite = engine);
  db = new oo1.DB(":memory:");
  const place = wasm.allocFromTypedArray(bytes);
  const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_READONLY;
  db.checkRc(capi.sqlite3_deserialize(db.pointer, "main", place, bytes.length, bytes.length, flags));
  db.exec(`pragma hard_heap_limit = ${HEAP}`);
  const tables = {};
  const columns = `select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c
    where m.type in ('table', 'view') and m.name not like 'sqlite_%' order by m.type, m.name, c.cid`;
  for (const [table, column] of db.selectArrays(columns)) (tables[table] ??= []).push(column);
  return { tables, views: db.selectValues("select name from sqlite_schema where type = 'view'") };
};

const plain = (value) => (typeof value === "bigint" ? String(value) : value instanceof Uint8Array ? `${value.length} bytes` : value);

const comment = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/; // what may follow a query

const ask = (sql, most) => {
  const began = performance.now();
  const statement = db.prepare(sql);
  try {
    const rest = sql.slice(sqlite.capi.sqlite3_sql(statement.pointer).length);
    const more = rest.replace(comment, "");
    if (more) throw Object.assign(new Error("more than one query"), { at: sql.length - more.length });
    if (!statement.columnCount || !statement.isReadOnly()) throw new Error("not a query that reads");
    const rows = [];
    let whole = true;
    while (statement.step()) {
      if (rows.length === most) {
        whole = false;
        break;
      }
      rows.push(statement.get([]).map(plain));
    }
    return { columns: statement.getColumnNames([]), rows, whole, seconds: (performance.now() - began) / 1000 };
  } finally {
    statement.finalize();
  }
};

// Titles of the sources that rows name, where the release has a table of them.
const sourcesOf = ({ columns, rows }) => {
  const at = columns.indexOf("source_id");
  if (at < 0) return [];
  const named = [...new Set(rows.map((row) => row[at]))].slice(0, 500);
  const sql = "select source_id, publisher, title from sources where source_id in (select value from json_each(?))";
  try {
    return db.selectArrays(`${sql} order by publisher, title, source_id`, [JSON.stringify(named)]);
  } catch {
    return []; // another release may have no such table
  }
};

// Where in the text the engine stopped, in characters; -1 when it does not say.
const stoppedAt = (sql) => {
  const bytes = db ? sqlite.capi.sqlite3_error_offset(db.pointer) : -1;
  return bytes < 0 ? -1 : new TextDecoder().decode(new TextEncoder().encode(sql).slice(0, bytes)).length;
};

onmessage = async ({ data }) => {
  try {
    if (data.database) {
      postMessage({ ready: await open(data.database) });
      return;
    }
    const answer = ask(data.sql, data.most);
    postMessage({ answer: { ...answer, sources: sourcesOf(answer) } });
  } catch (error) {
    const message = error.message.replace(/^.*sqlite3 result code \d+: /s, "");
    postMessage({ error: { message, at: error.at ?? (data.sql ? stoppedAt(data.sql) : -1) } });
  }
};
