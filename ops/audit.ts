import type { ClientBase } from 'pg'

/** Records in a database what its owner did there by a command of this program. */
export async function recordOperation(
  client: ClientBase,
  act: string,
  { targets = [], outcome = 'DONE' }: { targets?: string[]; outcome?: string } = {},
): Promise<void> {
  const text = `insert into graph.audit (principal, act, targets, outcome) values ('owner:' || session_user, $1, $2, $3)`
  await client.query(text, [`db ${act}`, targets, outcome])
}
