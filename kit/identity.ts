import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import type { Settings } from './env.ts'
import { Refusal } from './errors.ts'
import { issuerKeys } from './keysets.ts'
import type { SubgraphName } from './names.ts'

/**
 * Who asks. A service acts for `companions` (`['*']` = all, and then also as a game server). The system is this program
 * itself: no caller's token says so, and the databases grant it nothing but what is made for it.
 */
export type Identity =
  | { role: 'anonymous' }
  | { role: 'user'; id: string }
  | { role: 'service'; name: string; companions: string[] }
  | { role: 'admin'; name: string }
  | { role: 'system'; name: string }

export const anonymous: Identity = { role: 'anonymous' }

/** Who asks, as one text that no two share; empty for nobody. */
export const principalOf = (identity: Identity): string =>
  identity.role === 'anonymous' ? '' : `${identity.role}:${subjectOf(identity)}`

/** Whom a token proves, and until when, in milliseconds since 1970. */
export interface Proof {
  identity: Identity
  expiresAt: number
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Long enough for one hop and its queue, too short to be worth stealing. */
const assertionSeconds = 60
const maxTokenBytes = 8192
const keyAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

type Secrets = { token: string; assertion: string }

/** The secret that a token would be signed with is not here. */
export class SigningRefused extends Error {
  override name = 'SigningRefused'
}

/**
 * Signs and verifies the two kinds of token: what callers bring, and what the gateway hands each subgraph.
 */
export class Tokens {
  readonly #settings: Settings['auth']
  readonly #tokenKey: Uint8Array | undefined
  readonly #assertionKey: Uint8Array | undefined
  readonly #jwks: JWTVerifyGetKey | undefined

  constructor(auth: Settings['auth'], secrets: Partial<Secrets>) {
    this.#settings = auth
    this.#tokenKey = secrets.token ? Buffer.from(secrets.token) : undefined
    this.#assertionKey = secrets.assertion ? Buffer.from(secrets.assertion) : undefined
    this.#jwks = auth.jwksUrl ? issuerKeys(new URL(auth.jwksUrl)) : undefined
  }

  /**
   * The identity that a caller's bearer token proves.
   * @throws Refusal UNAUTHENTICATED, with one message for every fault so that none can be probed; IDENTITY_UNAVAILABLE
   * when its issuer's keys cannot be had
   */
  async identify(token: string): Promise<Identity> {
    return (await this.proof(token)).identity
  }

  /**
   * The identity that a caller's bearer token proves, and until when: for answers that go on.
   * @throws Refusal UNAUTHENTICATED or IDENTITY_UNAVAILABLE, as `identify` does
   */
  async proof(token: string): Promise<Proof> {
    const { issuer, audience } = this.#settings
    const claims = await this.#verify(token, audience, issuer, this.#jwks ?? this.#tokenKey)
    return { identity: identityOf(claims), expiresAt: Number(claims.exp) * 1000 }
  }

  /** A caller's token, signed with the shared secret: for development and for tests. */
  async issue(identity: Identity, seconds = 12 * 3600): Promise<string> {
    if (!this.#tokenKey)
      throw new SigningRefused('Tokens are signed here only with AUTH_JWT_SECRET; AUTH_JWKS_URL names another issuer.')
    const { issuer, audience } = this.#settings
    return sign(identity, audience, issuer, seconds, this.#tokenKey)
  }

  /** What the gateway tells one subgraph of the caller, or this program of itself; no other audience accepts it. */
  async assert(identity: Identity, subgraph: SubgraphName): Promise<string> {
    if (!this.#assertionKey) throw new Error('ASSERTION_SECRET is not set')
    return sign(identity, `subgraph:${subgraph}`, 'gateway', assertionSeconds, this.#assertionKey)
  }

  /** @throws Refusal UNAUTHENTICATED unless the gateway signed `assertion` for this subgraph within the last minute */
  async acceptAssertion(assertion: string, subgraph: SubgraphName): Promise<Identity> {
    const claims = await this.#verify(assertion, `subgraph:${subgraph}`, 'gateway', this.#assertionKey)
    return claims.role === 'system' && claims.sub ? { role: 'system', name: claims.sub } : identityOf(claims)
  }

  async #verify(token: string, audience: string, issuer: string, key: Uint8Array | JWTVerifyGetKey | undefined) {
    if (!key || Buffer.byteLength(token) > maxTokenBytes) throw badToken()
    const algorithms = key instanceof Uint8Array ? ['HS256'] : keyAlgorithms
    const requiredClaims = ['sub', 'exp', 'iss', 'aud']
    const options = { audience, issuer, algorithms, requiredClaims, clockTolerance: 5 }
    const verified = key instanceof Uint8Array ? jwtVerify(token, key, options) : jwtVerify(token, key, options)
    return verified.then(
      ({ payload }) => payload,
      error => {
        throw error instanceof Refusal ? error : badToken()
      },
    )
  }
}

export const badToken = () =>
  new Refusal('UNAUTHENTICATED', 'The token is not valid. Sign in again and send a fresh one.')

function sign(identity: Identity, audience: string, issuer: string, seconds: number, key: Uint8Array): Promise<string> {
  const claims = identity.role === 'service' ? { companions: identity.companions } : {}
  return new SignJWT({ ...claims, role: identity.role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subjectOf(identity))
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(key)
}

function subjectOf(identity: Identity): string {
  if (identity.role === 'anonymous') return 'anonymous'
  return identity.role === 'user' ? identity.id : identity.name
}

/** Whom the claims of a caller name. */
function identityOf({ sub = '', role, companions }: JWTPayload): Identity {
  if (role === 'anonymous') return anonymous
  if (role === 'user' && uuidPattern.test(sub)) return { role, id: sub.toLowerCase() }
  if (role === 'admin' && sub) return { role, name: sub }
  const listed = Array.isArray(companions) && companions.length > 0 && companions.every(id => typeof id === 'string')
  if (role === 'service' && sub && listed) return { role, name: sub, companions }
  throw badToken()
}

/**
 * The secrets of a development machine, made once and kept in `dataDir` (mode 600) so that its processes share them.
 * Production passes both by settings instead.
 */
export function developmentSecrets(dataDir: string): Secrets {
  const fresh = (): Secrets => ({
    token: randomBytes(32).toString('base64url'),
    assertion: randomBytes(32).toString('base64url'),
  })
  if (dataDir.startsWith('memory://')) return fresh()
  const file = join(dataDir, 'secrets.json')
  mkdirSync(dataDir, { recursive: true })
  try {
    writeFileSync(file, `${JSON.stringify(fresh())}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets
}

/** Signs with the secrets of the settings or, on a development machine without them, with those kept in its data directory. */
export function tokensFor({ auth, assertionSecret, production, dataDir }: Settings): Tokens {
  const kept: Partial<Secrets> = production ? {} : developmentSecrets(dataDir)
  const token = auth.secret ?? (auth.jwksUrl ? undefined : kept.token)
  const assertion = assertionSecret ?? kept.assertion
  return new Tokens(auth, { ...(token ? { token } : {}), ...(assertion ? { assertion } : {}) })
}
