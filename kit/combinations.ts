import { databaseUrlFaults } from './database-urls.ts'
import { type SubgraphName, subgraphNames } from './names.ts'

/** Settings as they were given, by name. */
export type Raw = Record<string, string | undefined>

/** Who reads the settings: the whole graph, one subgraph in a process of its own, or the operator's command line. */
export type Program = 'graph' | SubgraphName | 'operator'

type DefaultOf = (name: string) => unknown

/** What settings that are right one by one leave wrong together: one sentence for each fault. */
export function combinationFaults(raw: Raw, program: Program, defaultOf: DefaultOf): string[] {
  return [
    ...programFaults(raw, program),
    ...urlFaults(raw),
    ...poolFaults(raw, defaultOf),
    ...embeddingFaults(raw),
    ...rateFaults(raw, defaultOf),
    ...trustedFaults(raw, program),
  ]
}

function allOrNone(raw: Raw, suffix: string): string[] {
  const names = subgraphNames.map(name => `${name.toUpperCase()}_${suffix}`)
  const missing = names.filter(name => !raw[name])
  return missing.length === 0 || missing.length === names.length
    ? []
    : [`${missing.join(', ')}: set all three ${names.join(', ')} or none of them`]
}

/** A subgraph without its URL opens the embedded database, which is not meant where its siblings have theirs. */
function ownUrl(raw: Raw, program: Program): string[] {
  const own = `${program.toUpperCase()}_DATABASE_URL`
  const sibling = subgraphNames.map(name => `${name.toUpperCase()}_DATABASE_URL`).find(name => raw[name])
  return program === 'operator' || raw[own] || !sibling ? [] : [`${own}: must be set as ${sibling} is`]
}

function programFaults(raw: Raw, program: Program): string[] {
  const graph = program === 'graph'
  const faults = [...(graph ? allOrNone(raw, 'DATABASE_URL') : ownUrl(raw, program)), ...allOrNone(raw, 'URL')]
  if (raw.MEMORY_URL && raw.SUBGRAPHS !== 'remote')
    faults.push('MEMORY_URL, NEXUS_URL, WORLD_URL: need SUBGRAPHS=remote')
  if (raw.AUTH_JWT_SECRET && raw.AUTH_JWKS_URL) faults.push('AUTH_JWT_SECRET and AUTH_JWKS_URL: set one of them')
  if (raw.NODE_ENV !== 'production' || program === 'operator') return faults
  if (graph && !raw.AUTH_JWT_SECRET && !raw.AUTH_JWKS_URL) {
    faults.push('AUTH_JWT_SECRET or AUTH_JWKS_URL: production needs one of them')
  }
  if (!raw.ASSERTION_SECRET && (!graph || raw.SUBGRAPHS === 'remote')) {
    faults.push('ASSERTION_SECRET: production with SUBGRAPHS=remote needs it, the same for gateway and subgraphs')
  }
  return faults
}

function poolFaults(raw: Raw, defaultOf: DefaultOf): string[] {
  const value = (name: string) => Number(raw[name] ?? defaultOf(name))
  return subgraphNames.flatMap(subgraph => {
    const [least, most] = [`${subgraph.toUpperCase()}_POOL_MIN`, `${subgraph.toUpperCase()}_POOL_MAX`]
    return value(least) > value(most) ? [`${least}: ${value(least)} is more than ${most}, ${value(most)}`] : []
  })
}

function embeddingFaults({ EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_API_KEY: key }: Raw): string[] {
  if (Boolean(url) !== Boolean(model)) return ['EMBEDDINGS_URL and EMBEDDINGS_MODEL: set both or neither']
  if (key && !url) return ['EMBEDDINGS_API_KEY: needs EMBEDDINGS_URL and EMBEDDINGS_MODEL']
  const { username, password } = key && url && URL.canParse(url) ? new URL(url) : {}
  return username || password ? ['EMBEDDINGS_API_KEY and a login in EMBEDDINGS_URL: set one of them'] : []
}

function urlFaults(raw: Raw): string[] {
  const names = subgraphNames.flatMap(name => [`${name.toUpperCase()}_DATABASE_URL`, `${name.toUpperCase()}_OWNER_URL`])
  return names.flatMap(name => {
    const value = raw[name]
    return value && URL.canParse(value) ? databaseUrlFaults(name, value, raw.NODE_ENV === 'production') : []
  })
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

function trustedFaults(
  { TRUSTED_DOCUMENTS: mode = 'off', TRUSTED_MANIFEST: manifest }: Raw,
  program: Program,
): string[] {
  const missing = program === 'graph' && mode !== 'off' && !manifest
  return missing ? [`TRUSTED_MANIFEST: TRUSTED_DOCUMENTS=${mode} needs the path of a manifest`] : []
}

/** An operation that costs more than a minute's worth could never be asked; and Redis is told who asks from where. */
function rateFaults(raw: Raw, defaultOf: DefaultOf): string[] {
  const value = (name: string) => Number(raw[name] ?? defaultOf(name))
  const least = value('MAX_COST')
  const faults = ['RATE_PER_PERSON', 'RATE_PER_SERVICE', 'RATE_PER_ADDRESS'].flatMap(name =>
    value(name) > 0 && value(name) < least ? [`${name}: ${value(name)} is less than MAX_COST, ${least}`] : [],
  )
  const url = raw.REDIS_URL && URL.canParse(raw.REDIS_URL) ? new URL(raw.REDIS_URL) : undefined
  if (raw.NODE_ENV !== 'production' || url?.protocol !== 'redis:' || loopback.has(url.hostname)) return faults
  return [...faults, 'REDIS_URL: production needs rediss://, but for a server on this machine']
}

/** What the runtime was told past the settings: with this, no certificate of anybody would be verified. */
export function runtimeFaults({ NODE_TLS_REJECT_UNAUTHORIZED: checked }: Raw): string[] {
  return checked === '0'
    ? ['NODE_TLS_REJECT_UNAUTHORIZED: unset it; NODE_EXTRA_CA_CERTS names the authorities that Node does not know']
    : []
}
