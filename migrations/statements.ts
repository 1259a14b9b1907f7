/** One SQL statement of a file: its text without the comments before it, and the line it begins on. */
export interface Statement {
  text: string
  line: number
}

/** What a semicolon does not end: comments, quoted names and texts, and dollar-quoted bodies. */
const opaque = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$/y
const escapeText = /[eE]'(?:[^'\\]|\\.|'')*'/sy
const word = /[A-Za-z_][\w$]*/y

/** The end of what begins at a place: of a comment, a quoted text, a word, or of a single character. */
function endOfToken(sql: string, from: number): number {
  if (sql.startsWith('/*', from)) return endOfBlockComment(sql, from)
  for (const pattern of [escapeText, opaque, word]) {
    pattern.lastIndex = from
    const found = pattern.exec(sql)
    if (!found) continue
    if (!found[0].startsWith('$')) return pattern.lastIndex
    const end = sql.indexOf(found[0], pattern.lastIndex)
    return end < 0 ? sql.length : end + found[0].length
  }
  return from + 1
}

/** PostgreSQL's block comments nest. */
function endOfBlockComment(sql: string, from: number): number {
  let depth = 0
  for (let at = from; at < sql.length; at++) {
    if (sql.startsWith('/*', at)) {
      depth++
      at++
    } else if (sql.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return sql.length
}

/**
 * Splits SQL at the semicolons that end statements. It knows quotes, dollar quotes and comments, not `begin atomic`.
 * @param firstLine the line of the file that the text begins on
 */
export function statementsOf(sql: string, firstLine = 1): Statement[] {
  const statements: Statement[] = []
  let start: number | undefined
  const take = (end: number) => {
    if (start === undefined) return
    const line = firstLine + sql.slice(0, start).split('\n').length - 1
    statements.push({ text: sql.slice(start, end).trimEnd(), line })
    start = undefined
  }
  for (let at = 0; at < sql.length; ) {
    const end = endOfToken(sql, at)
    const token = sql.slice(at, end)
    if (token === ';') take(at)
    else if (start === undefined && !/^\s$|^--|^\/\*/.test(token)) start = at
    at = end
  }
  take(sql.length)
  return statements
}
