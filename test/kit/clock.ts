// Prints moments as the graph reads them. It runs in a process of its own, whose time zone the test chooses.

import { Database, serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { sql } from 'kysely'

const [url = ''] = process.argv.slice(2)
const settings = { ...readSettings({}).pools.world, min: 0, max: 1 }
await using database = new Database('world', serverConnector('world', url, settings), settings, () => undefined)
await using session = database.session({ role: 'anonymous' })
const { rows } = await sql`
  select timestamp '2026-11-23 07:42:00' as whole, timestamp '2026-11-23 07:42:00.123456' as fine,
    timestamptz '2026-11-23 07:42:00.5+05:45' as elsewhere, timestamp '2026-03-08 02:30:00' as skipped_in_new_york,
    timestamp 'infinity' as never, timestamp '-infinity' as ever, timestamp '0044-03-15 12:00:00 BC' as ancient,
    timestamp '12026-01-01' as far, null::timestamp as unknown, current_setting('TimeZone') as zone,
    'NaN'::float8 as nan, '-Infinity'::float4 as infinite, 0.5::float8 as half, 9007199254740993::int8 as large
`.execute(session.db)
console.log(JSON.stringify({ ...(rows[0] as object), offset: new Date(0).getTimezoneOffset() }))
