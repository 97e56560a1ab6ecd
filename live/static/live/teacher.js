// The teacher's desk: slides, pen, voice, hands, questions.
import { GRID } from './board.js';
import { RoomElement } from './room.js';

const CHUNK_MS = 120, NEAR = 10, MOST = 200

class LiveDesk extends RoomElement {
  ready() {
    this.here = new Map()
    this.stroke = Date.now() % 1e9
    this.mine = []
    this.drawn = new Set()
    this.pen = 0
    for (const name of ['start', 'pause', 'resume', 'shut']) this.press(name, () => this.link.ask(name))
    this.press('before', () => this.go(this.slide - 1))
    this.press('next', () => this.go(this.slide + 1))
    this.press('clear', () => this.link.ask('clear', { n: this.slide }))
    this.press('undo', () => this.takeBack())
    this.press('mic', () => this.talk())
    this.part('chatopen').addEventListener('change', e => this.link.ask('rules', { chat: e.target.checked }))
    for (const input of this.querySelectorAll('[name=pen]')) input.addEventListener('change', () => this.nib())
    this.querySelector('[name=thick]').addEventListener('change', () => this.nib())
    this.part('ask').addEventListener('submit', event => this.question(event))
    addEventListener('keydown', event => this.keys(event))
    this.pencil()
    if (this.dataset.deck === 'waiting') this.awaitDeck()
  }

  press(name, action) { this.part(name).addEventListener('click', action) }

  keys({ key, target }) {
    if (/INPUT|TEXTAREA|SELECT/.test(target.tagName)) return
    if (key === 'PageDown' || key === 'ArrowRight') this.go(this.slide + 1)
    if (key === 'PageUp' || key === 'ArrowLeft') this.go(this.slide - 1)
  }

  go(page) { if (page >= 1 && page <= this.deck[1]) this.link.ask('slide', { n: page }) }

  nib() {
    const colour = Number(this.querySelector('[name=pen]:checked').value)
    this.pen = colour | (this.querySelector('[name=thick]').checked ? 4 : 0)
  }

  // -- pen

  pencil() {
    const canvas = this.part('board')
    canvas.addEventListener('pointerdown', event => {
      if (event.button || !this.link.s) return
      canvas.setPointerCapture(event.pointerId)
      event.preventDefault()
      this.line_ = { n: this.slide, a: this.me, w: ++this.stroke, pen: this.pen, chunk: 0, wait: [], last: null }
      this.point(event)
      this.timer = setInterval(() => this.flush(), CHUNK_MS)
    })
    canvas.addEventListener('pointermove', event => {
      if (this.line_) for (const move of event.getCoalescedEvents?.() || [event]) this.point(move)
    })
    for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => {
      if (!this.line_) return
      clearInterval(this.timer)
      this.flush()
      this.mine.push([this.line_.n, this.line_.w])
      this.line_ = null
    })
  }

  point(event) {
    const box = this.part('board').getBoundingClientRect(), line = this.line_
    const grid = (value, size) => Math.max(0, Math.min(GRID, Math.round(value / size * GRID)))
    const x = grid(event.clientX - box.left, box.width), y = grid(event.clientY - box.top, box.height)
    if (line.last && Math.hypot(x - line.last[0], y - line.last[1]) < NEAR) return
    line.last = [x, y]
    line.wait.push(x, y)
    this.drawn.add(line.w)
    this.board.ink({ ...line, pts: [x, y] })
    if (line.wait.length >= MOST) this.flush()
  }

  flush() {
    const line = this.line_
    if (!line.wait.length) return
    this.link.ink(line.n, line.w, line.chunk++, line.pen, line.wait)
    line.wait = []
  }

  takeBack() {
    const last = this.board.strokes.filter(stroke => stroke.a === this.me).pop()
    if (last) this.link.ask('undo', { n: this.slide, w: last.w })
  }

  on_ink(event) { if (event.a !== this.me || !this.drawn.has(event.w)) this.board.ink(event) }

  // -- voice

  async talk() {
    if (this.voice) {
      this.voice.stop()
      this.voice = null
    } else {
      this.part('mic').disabled = true
      try {
        const { Voice } = await import('./speak.js')
        const voice = new Voice(this.dataset.worklet, this.link)
        await voice.start()
        this.voice = voice
        this.tell('')
      } catch (error) {
        this.tell(!window.isSecureContext ? 'insecure' : error.name === 'NotAllowedError' ? 'micDenied' : 'micMissing')
      }
      this.part('mic').disabled = false
    }
    if (this.floor.length || !this.ear) this.listen()
    this.redraw()
  }

  async listen() {
    if (!window.isSecureContext || !('AudioDecoder' in window)) return
    try {
      const { Ear } = await import('./listen.js')
      this.ear ||= new Ear(this.dataset.worklet, ({ rms }) => { this.dataset.audioRms = rms.toFixed(4) })
      await this.ear.start()
      this.link.listen(true)
    } catch { this.ear = null }
  }

  heard({ flags, t, payload }) { this.ear?.take(flags & 3, t, payload) }

  tell(word) { this.part('told').textContent = this.words[word] || '' }

  refused(i, why) { this.tell({ full: 'full', fast: 'tooFast', state: 'already' }[why] || 'refused') }

  // -- people

  note(message) {
    if (message.k !== 'here') return
    this.here = new Map(message.l)
    this.redraw()
  }

  redraw() {
    const { phase } = this
    this.part('start').hidden = phase !== 'lobby' && phase !== 'scheduled'
    this.part('pause').hidden = phase !== 'live'
    this.part('resume').hidden = phase !== 'paused'
    this.part('before').disabled = this.slide <= 1
    this.part('next').disabled = this.slide >= this.deck[1]
    this.part('mic').setAttribute('aria-pressed', Boolean(this.voice))
    this.part('mic').classList.toggle('main', !this.voice && phase === 'live')
    this.part('micword').textContent = this.words[this.voice ? 'micOff' : 'micOn']
    this.dataset.mic = this.voice ? 'on' : 'off'
    this.part('chatopen').checked = this.chatOpen
    const students = [...this.here.keys()].filter(p => this.people[p]?.[1] === 'student')
    this.part('count').textContent = students.length
    this.dataset.here = students.length
    this.rows('hands', [...new Set([...this.floor, ...this.hands])], p => this.handRow(p))
    this.part('nohands').hidden = this.hands.length + this.floor.length > 0
    const known = Object.keys(this.people).map(Number).filter(p => this.people[p][1] !== 'teacher')
    this.rows('people', known, p => this.personRow(p))
    this.part('shut').hidden = !this.poll?.open
    this.part('answered').textContent = this.poll?.open ? `${this.words.answered} ${this.poll.n}` : ''
    this.part('ask').hidden = Boolean(this.poll?.open)
  }

  rows(name, people, make) {
    const key = JSON.stringify([people, this.floor, [...this.here], this.duty])
    const list = this.part(name)
    if (list.dataset.key === key) return
    list.dataset.key = key
    list.replaceChildren(...people.map(make))
  }

  row(person, ...extra) {
    const line = document.createElement('li'), row = document.createElement('div'), name = document.createElement('span')
    row.className = 'row'
    name.className = 'grow'
    name.textContent = this.name(person)
    row.append(name, ...extra)
    line.append(row)
    return line
  }

  button(word, person, action) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'btn'
    button.textContent = this.words[word]
    button.setAttribute('aria-label', `${this.words[word]}: ${this.name(person)}`)
    button.addEventListener('click', action)
    return button
  }

  handRow(person) {
    const on = this.floor.includes(person)
    const button = this.button(on ? 'floorOff' : 'floorOn', person, () => {
      this.link.ask('floor', { p: person, on: !on })
      if (!on) this.listen()
    })
    return this.row(person, button)
  }

  personRow(person) {
    const chip = document.createElement('span'), state = this.here.get(person)
    chip.className = `chip ${state === 0 ? 'ok' : state ? 'wait' : ''}`
    chip.textContent = this.words[state === 0 ? 'here' : state ? 'slow' : 'away']
    const out = this.button('kick', person, () => {
      if (confirm(`${this.words.kickSure} ${this.name(person)}?`)) this.link.ask('kick', { p: person })
    })
    out.classList.add('danger')
    return this.row(person, chip, out)
  }

  said(line, s, a) {
    if (!s || a === this.me) return
    const hide = document.createElement('button')
    hide.type = 'button'
    hide.className = 'plain'
    hide.textContent = this.words.hide
    hide.addEventListener('click', () => this.link.ask('hide', { m: s }))
    line.append(' ', hide)
  }

  // -- question

  question(event) {
    event.preventDefault()
    const { q, o } = this.part('ask').elements
    const options = o.value.split('\n').map(text => text.trim()).filter(Boolean)
    if (!q.value.trim() || options.length < 2 || options.length > 6) return this.tell('twoOptions')
    this.link.ask('poll', { q: q.value.trim(), o: options })
    this.part('ask').reset()
    this.part('ask').closest('details').open = false
    this.tell('')
  }

  on_vote(event) {
    const { poll } = this
    if (!poll) return
    this.votes ||= new Map()
    if (!this.votes.has(event.a)) poll.n++
    this.votes.set(event.a, event.o)
  }

  on_poll(event) { this.votes = new Map(); super.on_poll(event) }

  async awaitDeck() {
    const answer = await fetch(`${this.dataset.slides}tinh-trang/`).then(r => r.json()).catch(() => ({}))
    if (answer.state === 'ready' && this.link.open) {
      this.part('deckstate').hidden = true
      if (answer.v > this.deck[0]) this.link.ask('deck', { v: answer.v, c: answer.c })
    } else if (answer.state === 'failed') this.part('deckstate').textContent = `${this.words.deckFailed} ${answer.problem}.`
    else setTimeout(() => this.awaitDeck(), 2500)
  }
}

customElements.define('live-desk', LiveDesk)
