import type { TLSSocket } from 'node:tls'
import { type Check, check, type Finding, type Patient } from './checks.ts'

/** The oldest minor release of each version that has every mend known when this release of the graph was made. */
const minors = { 15: 20, 16: 16, 17: 12, 18: 6 }

const setting = (name: string, value: string) => `alter system set ${name} = '${value}'; select pg_reload_conf();`

/** The rules of who may log in, in the order they are read; the one that rejects who comes without TLS ends it for those. */
const rules = `
  select hba.*, format('%s, line %s: %s', coalesce(to_jsonb(hba) ->> 'file_name', current_setting('hba_file', true)), hba.line_number,
    concat_ws(' ', hba.type, array_to_string(hba.database, ','), array_to_string(hba.user_name, ','), hba.address, hba.auth_method)) as rule
  from (select row_number() over () as place, rules.* from pg_hba_file_rules rules) hba`

const daysLeft = 30

/** The certificate that the server shows on this connection. */
async function certificate({ client }: Patient): Promise<Finding[]> {
  const { stream } = (client as unknown as { connection: { stream: Partial<TLSSocket> } }).connection
  if (!stream.getPeerCertificate) {
    return [{ state: 'warning', found: 'this connection has no TLS', remedy: 'sslmode=verify-full in the …_OWNER_URL' }]
  }
  const until = new Date(stream.getPeerCertificate().valid_to)
  const days = Math.floor((until.getTime() - Date.now()) / 86_400_000)
  const found = `it ends on ${until.toISOString().slice(0, 10)}, in ${days} days`
  if (days >= daysLeft) return [{ state: 'ok', found }]
  return [{ state: 'warning', found, remedy: 'renew it as docs/databases.md says under "The way in"' }]
}

/** What holds of the whole server. */
export const serverChecks: Check[] = [
  check(
    ['server.version', 'The server is PostgreSQL 15 to 18 with the mends of its version'],
    'warning',
    `select case when major in (${Object.keys(minors)}) then 'warning' else 'error' end as state,
       'PostgreSQL ' || current_setting('server_version') as found,
       'upgrade the server''s packages to ' || case when newest is null then 'version 15 to 18' else major || '.' || newest || ' or newer' end as remedy
     from (select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version_num')::int % 10000 as minor) server
     left join (values ${Object.entries(minors).map(pair => `(${pair})`)}) known (version, newest) on version = major
     where newest is null or minor < newest`,
    'server',
  ),
  check(
    ['server.tls', 'The server speaks TLS'],
    'error',
    `select 'ssl is off' as found, $remedy$put server.crt and server.key into the data folder, then: ${setting('ssl', 'on')}$remedy$ as remedy
     where current_setting('ssl') <> 'on'`,
    'server',
  ),
  check(
    ['server.tls_version', 'The server speaks no TLS older than 1.3'],
    'warning',
    `select case when value = 'TLSv1.2' then 'warning' else 'error' end as state,
       'ssl_min_protocol_version is ' || coalesce(nullif(value, ''), 'not set') as found,
       $remedy$${setting('ssl_min_protocol_version', 'TLSv1.3')}$remedy$ as remedy
     from current_setting('ssl_min_protocol_version') value where value <> 'TLSv1.3'`,
    'server',
  ),
  { id: 'server.certificate', title: 'The certificate is good for a month', of: 'server', look: certificate },
  check(
    ['server.open_door', 'Nobody logs in without TLS'],
    'error',
    `select rule as found, 'in that file write "hostssl" for "' || type || '", then: select pg_reload_conf();' as remedy
     from (${rules}) rules
     where type in ('host', 'hostnossl') and auth_method <> 'reject' and place < coalesce((
       select min(place) from (${rules}) rules
       where type in ('host', 'hostnossl') and auth_method = 'reject' and address = 'all' and 'all' = any (database) and 'all' = any (user_name)
     ), 1000000)`,
    'server',
  ),
  check(
    ['server.passwords', 'Passwords are proved by SCRAM'],
    'error',
    `select rule as found, 'in that file write "scram-sha-256" for "' || auth_method || '", then: select pg_reload_conf();' as remedy
     from (${rules}) rules where auth_method in ('trust', 'password', 'md5', 'ident')
     union all
     select 'the file has a fault and was not taken: ' || rule || ': ' || error, 'mend the line, then: select pg_reload_conf();'
     from (${rules}) rules where error is not null`,
    'server',
  ),
  check(
    ['server.new_passwords', 'New passwords are kept as SCRAM verifiers'],
    'error',
    `select 'password_encryption is ' || value as found, $remedy$${setting('password_encryption', 'scram-sha-256')}$remedy$ as remedy
     from current_setting('password_encryption') value where value <> 'scram-sha-256'`,
    'server',
  ),
  check(
    ['server.listening', 'The server listens on this machine alone'],
    'warning',
    `select 'listen_addresses is ' || value as found,
       $remedy$${setting('listen_addresses', 'localhost')} and restart; or, where the graph is on another machine or in containers, let a network that nobody else is in stand before it$remedy$ as remedy
     from current_setting('listen_addresses') value
     where exists (select from regexp_split_to_table(value, '\\s*,\\s*') address where address not in ('', 'localhost', '127.0.0.1', '::1'))`,
    'server',
  ),
  check(
    ['server.durability', 'What is committed outlives a crash'],
    'error',
    `select name || ' is off' as found, format('alter system set %I = on; select pg_reload_conf();', name) as remedy
     from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'`,
    'server',
  ),
  check(
    ['server.prepared', 'No transaction is prepared for another commit'],
    'warning',
    `select 'max_prepared_transactions is ' || value || ': programs that use PREPARE TRANSACTION are refused where a table notifies the graph' as found,
       $remedy$alter system set max_prepared_transactions = 0; and restart, unless another database of this server needs it$remedy$ as remedy
     from current_setting('max_prepared_transactions') value where value <> '0'`,
    'server',
  ),
  check(
    ['server.connections', 'The server has room for the pools'],
    'error',
    ({ connections: { server } }) =>
      `select format('the graph may open ${server} connections, and max_connections leaves %s to all programs', room) as found,
         format('alter system set max_connections = %s; and restart, or lower MEMORY_POOL_MAX, NEXUS_POOL_MAX, WORLD_POOL_MAX', ${server} + 50) as remedy
       from (select sum(case name when 'max_connections' then setting::int else -setting::int end) as room from pg_settings
         where name in ('max_connections', 'superuser_reserved_connections', 'reserved_connections')) settings
       where room < ${server}`,
    'server',
  ),
  check(
    ['server.statistics', 'What statements cost is counted'],
    'ok',
    `select 'pg_stat_statements is not installed here; it tells which statements cost most' as found,
       'create extension pg_stat_statements; with pg_stat_statements in shared_preload_libraries' as remedy
     where not exists (select from pg_extension where extname = 'pg_stat_statements')`,
    'server',
  ),
  check(
    ['server.timeouts', 'No program holds a transaction open for ever'],
    'ok',
    `select 'idle_in_transaction_session_timeout is 0: the graph sets its own, another program may hold up vacuum and migrations' as found,
       format('alter database %I set idle_in_transaction_session_timeout = ''10min'';', current_database()) as remedy
     from pg_settings where name = 'idle_in_transaction_session_timeout' and reset_val = '0'`,
    'server',
  ),
]
