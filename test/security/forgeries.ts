import { assertionSecret, tokenSecret } from '../gateway/remote.ts'
import { type Forged, hmacToken, nowSeconds, unsignedToken } from '../kit/jwt.ts'

export const ann = '0a8f6f5e-0000-4000-8000-00000000000a'
export const claims = () => ({
  ...{ sub: ann, role: 'user', iss: 'worlds-graph', aud: 'worlds-graph' },
  ...{ iat: nowSeconds(), exp: nowSeconds() + 60 },
})

const without = (name: keyof ReturnType<typeof claims>) => {
  const { [name]: _, ...rest } = claims()
  return rest
}

/** A token that would hold but for what is changed. */
const token = (changed: object, header: Forged['header'] = {}) =>
  hmacToken(tokenSecret, { header, claims: { ...claims(), ...changed } })

/** Another payload under the signature of a good token. */
function swapped(payload: object): string {
  const [header, , signature] = token({}).split('.')
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
}

/** Tokens that do not hold where `tokenSecret` signs them, by what is wrong with them. */
export const forgeries = {
  noSignature: () => [
    ...['', 'Bearer', '..', token({}).replace(/\.[^.]*$/, '.')],
    unsignedToken({ claims: claims() }),
    unsignedToken({ header: { alg: 'None' }, claims: claims() }),
    token({}, { alg: 'none' }),
  ],
  otherAlgorithm: () => [
    hmacToken(tokenSecret, { header: { alg: 'HS384' }, claims: claims() }, 'sha384'),
    hmacToken(tokenSecret, { header: { alg: 'HS512' }, claims: claims() }, 'sha512'),
    ...['RS256', 'ES256', 'EdDSA', 'dir', 'A256KW'].map(alg => token({}, { alg })),
  ],
  otherSignature: () => [
    hmacToken(assertionSecret, { claims: claims() }),
    swapped({ ...claims(), sub: '0a8f6f5e-0000-4000-8000-00000000000b' }),
    swapped({ ...claims(), role: 'admin' }),
  ],
  criticalHeader: () => [
    token({}, { crit: ['x'], x: 1 }),
    token({}, { crit: ['b64'], b64: false }),
    token({}, { crit: [] }),
    token({}, { zip: 'DEF', crit: ['zip'] }),
  ],
  otherTime: () => [token({ exp: nowSeconds() - 10 }), token({ nbf: nowSeconds() + 60 }), token({ exp: 'later' })],
  otherPlace: () => [
    ...[token({ iss: 'gateway' }), token({ iss: ['worlds-graph'] })],
    ...[token({ aud: 'subgraph:memory' }), token({ aud: ['other'] })],
  ],
  missingClaim: () =>
    (['sub', 'exp', 'iss', 'aud', 'role'] as const).map(name => hmacToken(tokenSecret, { claims: without(name) })),
  tooLarge: () => [token({ more: 'x'.repeat(8192) }), 'x'.repeat(8193)],
  otherRole: () => [
    ...[token({ role: 'root' }), token({ role: ['admin'] }), token({ role: 'Admin' }), token({ role: 'constructor' })],
    ...[token({ role: 'system', sub: 'nexus' }), token({ role: 'system', sub: 'gateway' })],
    ...[token({ sub: 'ann' }), token({ sub: `${ann}\n'` }), token({ role: 'admin', sub: '' })],
  ],
  otherCompanions: () =>
    [undefined, [], '*', ['a', 1], { 0: '*' }].map(companions => token({ role: 'service', sub: 'voice', companions })),
}
