// The board: strokes over a slide, on a grid of 4096 × 4096 whatever the screen.
export const GRID = 4095
const PENS = ['--board-ink', '--board-red', '--board-blue', '--board-green']

export class Board {
  constructor(canvas) {
    this.canvas = canvas
    this.pages = new Map()
    this.page = 1
    new ResizeObserver(() => this.draw()).observe(canvas)
  }

  get strokes() { return this.pages.get(this.page) || [] }

  load(board) {
    this.pages = new Map(Object.entries(board).map(([page, strokes]) => [
      Number(page), strokes.map(([a, w, pen, pts]) => ({ a, w, pen, pts })),
    ]))
    this.draw()
  }

  show(page) {
    this.page = page
    this.draw()
  }

  ink({ n, a, w, pen, pts }) {
    const page = this.pages.get(n) || []
    this.pages.set(n, page)
    let stroke = page.findLast ? page.findLast(s => s.a === a && s.w === w) : page.filter(s => s.a === a && s.w === w).pop()
    const from = stroke ? Math.max(0, stroke.pts.length - 2) : 0
    if (stroke) stroke.pts.push(...pts)
    else page.push(stroke = { a, w, pen, pts: [...pts] })
    if (n === this.page) this.line(stroke, from)
  }

  undo({ n, a, w }) {
    this.pages.set(n, (this.pages.get(n) || []).filter(s => s.a !== a || s.w !== w))
    this.draw()
  }

  clear(n) {
    this.pages.delete(n)
    this.draw()
  }

  draw() {
    const { canvas } = this, box = canvas.getBoundingClientRect()
    const scale = Math.min(2, devicePixelRatio || 1)
    canvas.width = Math.max(1, Math.round(box.width * scale))
    canvas.height = Math.max(1, Math.round(box.height * scale))
    const style = getComputedStyle(canvas)
    this.colours = PENS.map(name => style.getPropertyValue(name).trim())
    for (const stroke of this.strokes) this.line(stroke, 0)
  }

  line({ pen, pts }, from) {
    const { canvas } = this, pencil = canvas.getContext('2d')
    const x = i => pts[i] / GRID * canvas.width, y = i => pts[i + 1] / GRID * canvas.height
    pencil.strokeStyle = this.colours[pen & 3]
    pencil.lineWidth = canvas.width * (pen & 4 ? .009 : .0035) + .5
    pencil.lineCap = pencil.lineJoin = 'round'
    pencil.beginPath()
    pencil.moveTo(x(from), y(from))
    if (pts.length === 2) pencil.lineTo(x(0) + .1, y(0))
    for (let i = from + 2; i < pts.length; i += 2) pencil.lineTo(x(i), y(i))
    pencil.stroke()
  }
}
