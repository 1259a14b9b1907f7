import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { combinationFaults, type Program, type Raw, runtimeFaults } from './combinations.ts'
import { type Intake, intakeOf, intakeSettings } from './intakes.ts'
import { type Limits, limitSettings, limitsOf } from './limits.ts'
import { type SubgraphName, subgraphNames } from './names.ts'
import { type OpenStreams, openStreamsOf, type Rates, rateSettings, ratesOf } from './rates.ts'

// @apollo/gateway reports usage to its maker unless this is set before it is imported.
process.env.APOLLO_TELEMETRY_DISABLED = '1'

const port = z.coerce.number().int().min(0).max(65535)
const milliseconds = z.coerce.number().int().min(1)
const seconds = z.coerce.number().int().max(86_400)
const count = z.coerce.number().int().min(0)
const url = (...protocols: string[]) =>
  z.string().refine(value => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that begins with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`,
  })
const postgresUrl = url('postgresql:', 'postgres:')
const httpUrl = url('http:', 'https:')
const secret = z.string().min(32, 'must have 32 characters or more')
const onOff = z.enum(['on', 'off'])

const pool = (name: string, min: number, max: number, timeout: number) =>
  ({
    [`${name}_DATABASE_URL`]: postgresUrl.optional(),
    [`${name}_OWNER_URL`]: postgresUrl.optional(),
    [`${name}_URL`]: httpUrl.optional(),
    [`${name}_POOL_MIN`]: count.default(min),
    [`${name}_POOL_MAX`]: count.min(1).default(max),
    [`${name}_STATEMENT_TIMEOUT_MS`]: milliseconds.default(timeout),
  }) as Record<string, z.ZodType>

/** Every setting, its default and its form. `.env.example` lists the same names; a test compares them. */
export const settingNames = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4000),
  ADMIN_PORT: port.default(9090),
  MEMORY_PORT: port.default(4001),
  NEXUS_PORT: port.default(4002),
  WORLD_PORT: port.default(4003),
  ...intakeSettings,
  ...limitSettings,
  PLAN_TIMEOUT_MS: milliseconds.max(60_000).default(3_000),
  ...rateSettings,
  TRUSTED_DOCUMENTS: z.enum(['off', 'log', 'enforce']).default('off'),
  TRUSTED_MANIFEST: z.string().optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  SUBGRAPHS: z.enum(['in-process', 'remote']).default('in-process'),
  ...pool('MEMORY', 5, 20, 60_000),
  ...pool('NEXUS', 10, 50, 30_000),
  ...pool('WORLD', 0, 20, 30_000),
  POOL_IDLE_MS: milliseconds.default(30_000),
  POOL_CONNECT_TIMEOUT_MS: milliseconds.default(2_000),
  LOCK_TIMEOUT_MS: milliseconds.default(5_000),
  IDLE_IN_TRANSACTION_TIMEOUT_MS: milliseconds.default(15_000),
  PREPARED_STATEMENTS: onOff.default('on'),
  POSITION_FLUSH_MS: count.max(10_000).default(50),
  AUTH_JWT_SECRET: secret.optional(),
  AUTH_JWKS_URL: httpUrl.optional(),
  AUTH_ISSUER: z.string().min(1).default('worlds-graph'),
  AUTH_AUDIENCE: z.string().min(1).default('worlds-graph'),
  ASSERTION_SECRET: secret.optional(),
  CORS_ORIGINS: z.string().default(''),
  INTROSPECTION: onOff.optional(),
  DEMO_WALK: onOff.optional(),
  EXAMPLE_TOKEN: z.string().optional(),
  EMBEDDINGS_URL: httpUrl.optional(),
  EMBEDDINGS_MODEL: z.string().optional(),
  EMBEDDINGS_API_KEY: z
    .string()
    .regex(/^[!-~]+$/, 'must be printable ASCII without spaces')
    .optional(),
  EMBEDDINGS_TIMEOUT_MS: milliseconds.max(600_000).default(10_000),
  MEMBERSHIP_LEASE_SECONDS: seconds.min(10).default(120),
  MEMBERSHIP_SWEEP_SECONDS: seconds.min(1).default(5),
  OUTBOX_INTERVAL_MS: milliseconds.max(3_600_000).default(5_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

export interface PoolSettings {
  url: string | undefined
  ownerUrl: string | undefined
  min: number
  max: number
  idleMs: number
  connectTimeoutMs: number
  statementTimeoutMs: number
  lockTimeoutMs: number
  idleInTransactionTimeoutMs: number
  preparedStatements: boolean
}

export interface Settings {
  production: boolean
  host: string
  port: number
  adminPort: number
  ports: Record<SubgraphName, number>
  intake: Intake
  limits: Limits
  /** How long the gateway may plan one operation. */
  planTimeoutMs: number
  rates: Rates
  openStreams: OpenStreams
  /** How many proxies in front are believed where a request comes from. */
  trustedProxies: number
  /** Whether operations must be in the manifest of that path, which `log` and `enforce` have. */
  trusted: { mode: 'off' | 'log' | 'enforce'; manifest: string | undefined }
  dataDir: string
  subgraphs: 'in-process' | 'remote'
  remoteUrls: Partial<Record<SubgraphName, string>>
  /** Whether the databases are the embedded ones under `dataDir`, and not servers named by URLs. */
  embedded: boolean
  pools: Record<SubgraphName, PoolSettings>
  auth: { secret: string | undefined; jwksUrl: string | undefined; issuer: string; audience: string }
  assertionSecret: string | undefined
  corsOrigins: string[]
  /** Whether introspection and the pages for developers are served. */
  explorable: boolean
  /** Whether the demo people walk about. */
  demoWalk: boolean
  /** The token that the pages for developers send until another is typed in. */
  exampleToken: string | undefined
  /** Who turns texts into vectors; without a URL, the built-in embedder. */
  embeddings: { url: string | undefined; model: string | undefined; apiKey: string | undefined; timeoutMs: number }
  /** How long a seat in an instance is kept for who is not heard of, and how often such seats are looked for. */
  memberships: { leaseSeconds: number; sweepSeconds: number }
  /** How long reports of movements are gathered before they are written together. */
  positionFlushMs: number
  /** How often the nexus subgraph looks for what the other two have yet to be told. */
  outboxIntervalMs: number
  logLevel: string
}

/** The settings do not hold together; `faults` has one sentence for each. */
export class SettingsError extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`The settings cannot be used:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.name = 'SettingsError'
    this.faults = faults
  }
}

/**
 * Reads and checks all settings at once. A setting may be given as `NAME_FILE`, the path of a file that holds it.
 * @param program decides what must be set: a process holds no secret that it does not use
 * @throws SettingsError naming every fault; values of secrets are never quoted
 */
export function readSettings(env: Raw = process.env, program: Program = 'graph'): Settings {
  const faults = runtimeFaults(env)
  const raw = withFiles(env, faults)
  const parsed = z.object(settingNames).safeParse(raw)
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join('.')}: ${issue.message}`)
  faults.push(...combinationFaults(raw, program, name => settingNames[name as 'PORT'].parse(undefined)))
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults)
  return settingsOf(parsed.data as Values)
}

/** The raw values, with each `NAME_FILE` read in place of `NAME`; an empty value counts as unset. */
function withFiles(env: Raw, faults: string[]): Raw {
  const raw: Raw = {}
  for (const name of Object.keys(settingNames)) {
    const file = env[`${name}_FILE`]
    if (env[name] && file) faults.push(`${name} and ${name}_FILE: set one of them`)
    try {
      const value = file ? readFileSync(file, 'utf8').trim() : env[name]
      if (value) raw[name] = value
    } catch (error) {
      faults.push(`${name}_FILE: ${(error as Error).message}`)
    }
  }
  return raw
}

// biome-ignore lint/suspicious/noExplicitAny: zod has checked each value against settingNames
type Values = Record<string, any>

function settingsOf(values: Values): Settings {
  const production = values.NODE_ENV === 'production'
  const each = <T>(of: (name: string) => T) =>
    Object.fromEntries(subgraphNames.map(name => [name, of(name.toUpperCase())])) as Record<SubgraphName, T>
  return {
    production,
    host: values.HOST,
    port: values.PORT,
    adminPort: values.ADMIN_PORT,
    ports: each(name => values[`${name}_PORT`]),
    intake: intakeOf(values as Parameters<typeof intakeOf>[0]),
    limits: limitsOf(values as Parameters<typeof limitsOf>[0]),
    planTimeoutMs: values.PLAN_TIMEOUT_MS,
    rates: ratesOf(values as Parameters<typeof ratesOf>[0]),
    openStreams: openStreamsOf(values as Parameters<typeof openStreamsOf>[0]),
    trustedProxies: values.TRUSTED_PROXIES,
    trusted: { mode: values.TRUSTED_DOCUMENTS, manifest: values.TRUSTED_MANIFEST },
    dataDir: values.DATA_DIR,
    subgraphs: values.SUBGRAPHS,
    remoteUrls: values.MEMORY_URL ? each(name => values[`${name}_URL`]) : {},
    embedded: subgraphNames.every(name => !values[`${name.toUpperCase()}_DATABASE_URL`]),
    pools: each(name => poolSettings(name, values)),
    auth: {
      secret: values.AUTH_JWT_SECRET,
      jwksUrl: values.AUTH_JWKS_URL,
      issuer: values.AUTH_ISSUER,
      audience: values.AUTH_AUDIENCE,
    },
    assertionSecret: values.ASSERTION_SECRET,
    corsOrigins: values.CORS_ORIGINS.split(',')
      .map((origin: string) => origin.trim())
      .filter(Boolean),
    exampleToken: values.EXAMPLE_TOKEN,
    explorable: values.INTROSPECTION ? values.INTROSPECTION === 'on' : !production,
    demoWalk: values.DEMO_WALK ? values.DEMO_WALK === 'on' && !production : values.NODE_ENV === 'development',
    embeddings: {
      url: values.EMBEDDINGS_URL,
      model: values.EMBEDDINGS_MODEL,
      apiKey: values.EMBEDDINGS_API_KEY,
      timeoutMs: values.EMBEDDINGS_TIMEOUT_MS,
    },
    memberships: { leaseSeconds: values.MEMBERSHIP_LEASE_SECONDS, sweepSeconds: values.MEMBERSHIP_SWEEP_SECONDS },
    positionFlushMs: values.POSITION_FLUSH_MS,
    outboxIntervalMs: values.OUTBOX_INTERVAL_MS,
    logLevel: values.LOG_LEVEL,
  }
}

function poolSettings(name: string, values: Values): PoolSettings {
  return {
    url: values[`${name}_DATABASE_URL`],
    ownerUrl: values[`${name}_OWNER_URL`],
    min: values[`${name}_POOL_MIN`],
    max: values[`${name}_POOL_MAX`],
    idleMs: values.POOL_IDLE_MS,
    connectTimeoutMs: values.POOL_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: values[`${name}_STATEMENT_TIMEOUT_MS`],
    lockTimeoutMs: values.LOCK_TIMEOUT_MS,
    idleInTransactionTimeoutMs: values.IDLE_IN_TRANSACTION_TIMEOUT_MS,
    preparedStatements: values.PREPARED_STATEMENTS === 'on',
  }
}

/** The environment of a child process: this one's, and what it is told beside that. */
export function childEnvironment(told: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...told }
}
