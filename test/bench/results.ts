/** One aim and what was measured. */
export interface Result {
  aim: string
  /** The bar as the issue of the benchmark states it; null where only a figure is reported. */
  bar: string | null
  measured: string
  holds: boolean | null
}

export class Results {
  readonly all: Result[] = []

  add(aim: string, bar: string | null, measured: string, holds: boolean | null = null): void {
    this.all.push({ aim, bar, measured, holds })
    const mark = holds === null ? '      ' : holds ? 'holds ' : 'MISSED'
    console.log(`  ${mark} ${aim}: ${measured}${bar ? ` (aim: ${bar})` : ''}`)
  }

  /** At least so much: a share of 0 to 1, or a ratio. */
  atLeast(aim: string, value: number, bar: number, unit = ''): void {
    this.add(aim, `at least ${bar}${unit}`, `${round(value)}${unit}`, value >= bar)
  }

  atMost(aim: string, value: number, bar: number, unit: string): void {
    this.add(aim, `at most ${bar} ${unit}`, `${round(value)} ${unit}`, value <= bar)
  }
}

export const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))
