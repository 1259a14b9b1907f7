/** The eigenvalues of a symmetric matrix in falling order, and the eigenvectors in the same order. */
export interface Eigen {
  /** n values, largest first. */
  values: Float64Array
  /** n x n, row-major: row i is the unit eigenvector of values[i]; its sign is arbitrary. */
  vectors: Float64Array
}

/** What the two steps share: `w` holds the transformation by columns, so that every inner loop runs along memory. */
interface Work {
  n: number
  w: Float64Array
  d: Float64Array
  e: Float64Array
}

/**
 * Solves the symmetric eigenproblem: Householder reduction to tridiagonal form, then QL with implicit shifts.
 * Source: EISPACK tred2 and tql2 (Bowdler, Martin, Reinsch & Wilkinson, Numer. Math. 11, 1968; Wilkinson & Reinsch,
 * Handbook for Automatic Computation II, 1971, II/2 and II/3), in the loop order of NIST's JAMA.
 * @param matrix n x n, symmetric, finite; left as it is
 * @throws RangeError when the matrix has another size or holds a number that is not finite
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  if (matrix.length !== n * n) throw new RangeError(`A matrix of ${n} x ${n} was announced, ${matrix.length} given.`)
  if (!matrix.every(Number.isFinite)) throw new RangeError('The matrix holds a number that is not finite.')
  const work = { n, w: matrix.slice(), d: new Float64Array(n), e: new Float64Array(n) }
  tridiagonalise(work)
  accumulate(work)
  diagonalise(work)
  return inFallingOrder(work)
}

function tridiagonalise(work: Work): void {
  const { n, w, d, e } = work
  for (let j = 0; j < n; j += 1) d[j] = w[j * n + n - 1] as number
  for (let i = n - 1; i > 0; i -= 1) {
    let scale = 0
    for (let k = 0; k < i; k += 1) scale += Math.abs(d[k] as number)
    if (scale === 0) {
      e[i] = d[i - 1] as number
      for (let j = 0; j < i; j += 1) w[i * n + j] = 0
      takeRow(work, i)
      d[i] = 0
    } else {
      d[i] = reflect(work, i, scale)
    }
  }
}

/** Makes row i - 1 the next to reduce and clears row i. */
function takeRow({ n, w, d }: Work, i: number): void {
  for (let j = 0; j < i; j += 1) {
    d[j] = w[j * n + i - 1] as number
    w[j * n + i] = 0
  }
}

/** One Householder reflection, which clears row i beside its subdiagonal; returns half its vector's squared length. */
function reflect(work: Work, i: number, scale: number): number {
  const { n, w, d, e } = work
  let h = 0
  for (let k = 0; k < i; k += 1) {
    d[k] = (d[k] as number) / scale
    h += (d[k] as number) ** 2
  }
  const f = d[i - 1] as number
  const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h)
  e[i] = scale * g
  h -= f * g
  d[i - 1] = f - g
  multiply(work, i)
  let projection = 0
  for (let j = 0; j < i; j += 1) {
    e[j] = (e[j] as number) / h
    projection += (e[j] as number) * (d[j] as number)
  }
  const half = projection / (h + h)
  for (let j = 0; j < i; j += 1) e[j] = (e[j] as number) - half * (d[j] as number)
  for (let j = 0; j < i; j += 1) {
    const dj = d[j] as number
    const ej = e[j] as number
    const column = j * n
    for (let k = j; k < i; k += 1)
      w[column + k] = (w[column + k] as number) - dj * (e[k] as number) - ej * (d[k] as number)
  }
  takeRow(work, i)
  return h
}

/** e = A d over the leading i x i block, of which the lower triangle is kept; remembers d in column i. */
function multiply({ n, w, d, e }: Work, i: number): void {
  e.fill(0, 0, i)
  for (let j = 0; j < i; j += 1) {
    const f = d[j] as number
    const column = j * n
    w[i * n + j] = f
    let g = (e[j] as number) + (w[column + j] as number) * f
    for (let k = j + 1; k < i; k += 1) {
      const value = w[column + k] as number
      g += value * (d[k] as number)
      e[k] = (e[k] as number) + value * f
    }
    e[j] = g
  }
}

/** Multiplies the reflections out into `w`. */
function accumulate({ n, w, d, e }: Work): void {
  for (let i = 0; i < n - 1; i += 1) {
    w[i * n + n - 1] = w[i * n + i] as number
    w[i * n + i] = 1
    const h = d[i + 1] as number
    const next = (i + 1) * n
    if (h !== 0) {
      for (let k = 0; k <= i; k += 1) d[k] = (w[next + k] as number) / h
      for (let j = 0; j <= i; j += 1) {
        const column = j * n
        let g = 0
        for (let k = 0; k <= i; k += 1) g += (w[next + k] as number) * (w[column + k] as number)
        for (let k = 0; k <= i; k += 1) w[column + k] = (w[column + k] as number) - g * (d[k] as number)
      }
    }
    w.fill(0, next, next + i + 1)
  }
  for (let j = 0; j < n; j += 1) {
    d[j] = w[j * n + n - 1] as number
    w[j * n + n - 1] = 0
  }
  w[n * n - 1] = 1
  e[0] = 0
}

function diagonalise(work: Work): void {
  const { n, d, e } = work
  e.copyWithin(0, 1)
  e[n - 1] = 0
  let shifted = 0
  let largest = 0
  for (let l = 0; l < n; l += 1) {
    largest = Math.max(largest, Math.abs(d[l] as number) + Math.abs(e[l] as number))
    const negligible = Number.EPSILON * largest
    let m = l
    while (m < n - 1 && Math.abs(e[m] as number) > negligible) m += 1
    for (let sweeps = 0; m > l && Math.abs(e[l] as number) > negligible; sweeps += 1) {
      if (sweeps === 60) throw new Error('The eigenvalues did not converge in 60 sweeps.')
      shifted += shift(work, l)
      sweep(work, l, m)
    }
    d[l] = (d[l] as number) + shifted
    e[l] = 0
  }
}

/** Subtracts an approximation of eigenvalue l from the diagonal; returns it. */
function shift({ n, d, e }: Work, l: number): number {
  const g = d[l] as number
  const el = e[l] as number
  const p = ((d[l + 1] as number) - g) / (2 * el)
  const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1)
  d[l] = el / (p + r)
  d[l + 1] = el * (p + r)
  const h = g - (d[l] as number)
  for (let i = l + 2; i < n; i += 1) d[i] = (d[i] as number) - h
  return h
}

/** One implicit QL step over the unreduced block l … m. */
function sweep(work: Work, l: number, m: number): void {
  const { d, e } = work
  const nextDiagonal = d[l + 1] as number
  const nextOff = e[l + 1] as number
  let p = d[m] as number
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0]
  for (let i = m - 1; i >= l; i -= 1) {
    c3 = c2
    c2 = c
    s2 = s
    const ei = e[i] as number
    const di = d[i] as number
    const g = c * ei
    const h = c * p
    const r = Math.hypot(p, ei)
    e[i + 1] = s * r
    s = ei / r
    c = p / r
    p = c * di - s * g
    d[i + 1] = h + s * (c * g + s * di)
    rotate(work, i, c, s)
  }
  p = (-s * s2 * c3 * nextOff * (e[l] as number)) / nextDiagonal
  e[l] = s * p
  d[l] = c * p
}

function rotate({ n, w }: Work, i: number, c: number, s: number): void {
  const first = w.subarray(i * n, (i + 1) * n)
  const second = w.subarray((i + 1) * n, (i + 2) * n)
  for (let k = 0; k < n; k += 1) {
    const a = first[k] as number
    const b = second[k] as number
    second[k] = s * a + c * b
    first[k] = c * a - s * b
  }
}

function inFallingOrder({ n, w, d }: Work): Eigen {
  const order = [...d.keys()].sort((a, b) => (d[b] as number) - (d[a] as number))
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    vectors.set(w.subarray(from * n, (from + 1) * n), to * n)
  })
  return { values: Float64Array.from(order, index => d[index] as number), vectors }
}
