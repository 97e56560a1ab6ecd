// What a classroom page shows, for student and teacher alike: the fold of its events.
import { Board } from './board.js';
import { Link } from './link.js';

const CHATS = 200

export class RoomElement extends HTMLElement {
  connectedCallback() {
    this.words = {}
    for (const word of this.part('words').content.children) this.words[word.dataset.w] = word.textContent
    this.board = new Board(this.part('board'))
    this.people = {}
    this.hands = []
    this.floor = []
    this.deck = [0, 0]
    const csrf = this.querySelector('[name=csrfmiddlewaretoken]').value
    this.link = new Link(this.dataset.room, this.dataset.ticket, csrf, {
      greeting: g => this.greeting(g), event: e => this.event(e), sound: f => this.heard(f),
      reply: r => this.reply(r), note: n => this.note(n), state: w => this.line(w),
    })
    this.part('say').addEventListener('submit', event => {
      event.preventDefault()
      const input = this.part('say').elements.text, text = input.value.trim()
      if (!text) return
      const id = this.link.ask('chat', { x: text })
      this.bubble({ a: this.me, x: text, id })
      input.value = ''
    })
    this.part('slide').addEventListener('error', () => setTimeout(() => this.turn(), 2000))
    setInterval(() => this.price(), 2000)
    this.ready()
    this.link.connect()
  }

  part(name) { return this.querySelector(`[data-part="${name}"]`) }

  ready() {}
  heard() {}
  note() {}
  refused() {}

  line(word) {
    this.dataset.link = word
    this.part('line').textContent = this.words[word] || ''
    if (word === 'ended') this.over()
  }

  price() {
    this.dataset.bytes = this.link.bytes
    const used = this.link.bytes + this.slideBytes()
    this.part('price').textContent = (used / 1e6).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  }

  slideBytes() {
    return performance.getEntriesByType('resource').reduce((sum, r) => sum + (r.transferSize || 0), 0)
  }

  greeting(hello) {
    this.me = hello.p
    this.duty = hello.role
    this.caps = hello.caps
    if (hello.snap) this.load(hello.snap)
    this.after()
  }

  load(view) {
    this.phase = view.phase
    this.people = view.people
    ;[this.deck, this.slide, this.hands, this.floor, this.poll] = [view.deck, view.slide, view.hands, view.floor, view.poll]
    this.chatOpen = view.chat
    this.board.page = view.slide
    this.board.load(view.board)
    this.part('chat').replaceChildren()
    for (const [s, t, a, x] of view.chats) this.bubble({ s, t, a, x })
    this.turn()
    this.asked()
  }

  event(event) {
    this[`on_${event.k}`]?.(event)
    this.after()
  }

  after() {
    this.dataset.state = this.phase
    this.dataset.events = this.link.s
    this.dataset.slide = this.slide
    this.dataset.strokes = this.board.strokes.length
    this.dataset.points = this.board.strokes.reduce((sum, stroke) => sum + stroke.pts.length / 2, 0)
    this.part('phase').textContent = this.words[this.phase]
    this.redraw?.()
  }

  name(person) { return this.people[person]?.[0] || '' }

  on_join({ p, n, r }) { this.people[p] = [n, r] }
  on_open() { this.phase = 'lobby' }
  on_start() { this.phase = 'live' }
  on_resume() { this.phase = 'live' }
  on_pause() { this.phase = 'paused' }
  on_end() { this.phase = 'ended'; this.over() }
  on_deck({ v, c }) { this.deck = [v, c]; this.slide = 1; this.board.pages.clear(); this.turn() }
  on_slide({ n }) { this.slide = n; this.turn() }
  on_ink(event) { this.board.ink(event) }
  on_undo(event) { this.board.undo(event) }
  on_clear({ n }) { this.board.clear(n) }
  on_chat(event) { this.bubble(event) }
  on_hide({ m }) { this.part('chat').querySelector(`[data-s="${m}"]`)?.remove() }
  on_rules({ chat }) { this.chatOpen = chat }
  on_hand({ a, up }) { this.hands = this.hands.filter(p => p !== a).concat(up && !this.floor.includes(a) ? a : []) }
  on_floor({ p, on }) {
    this.floor = this.floor.filter(q => q !== p).concat(on ? p : [])
    if (on) this.hands = this.hands.filter(q => q !== p)
  }
  on_poll({ q, o }) { this.poll = { q, o, open: true, n: 0, r: null, mine: null }; this.asked() }
  on_vote() { if (this.poll) this.poll.n++ }
  on_shut({ r }) { this.poll.open = false; this.poll.r = r; this.asked() }

  over() {
    this.dataset.state = this.phase = 'ended'
    this.link.final ||= 'ended'
    this.part('over').hidden = false
  }

  turn() {
    const [version, pages] = this.deck, picture = this.part('slide')
    const source = pages ? `${this.dataset.slides}${version}/${this.slide}/` : ''
    picture.hidden = !source
    if (source && (picture.getAttribute('src') !== source || !picture.naturalWidth)) picture.src = source
    picture.alt = pages ? `${this.words.slide} ${this.slide}/${pages}` : ''
    this.part('page').textContent = pages ? `${this.slide}/${pages}` : ''
    this.board.show(this.slide)
  }

  bubble({ s, a, x, id }) {
    if (!x) return
    const list = this.part('chat'), line = document.createElement('li'), who = document.createElement('b')
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < 60
    who.textContent = a === this.me ? this.words.me : this.name(a)
    line.append(who, ' ', x)
    if (s) line.dataset.s = s
    if (id) {
      line.dataset.id = id
      line.className = 'sending'
      const state = document.createElement('small')
      state.textContent = this.words.sending
      line.append(' ', state)
    }
    list.append(line)
    this.said?.(line, s, a)
    while (list.children.length > CHATS) list.firstChild.remove()
    if (near || id) list.scrollTop = list.scrollHeight
  }

  reply({ k, i, why }) {
    const waiting = this.part('chat').querySelector(`[data-id="${i}"]`)
    if (k === 'ok') waiting?.remove()
    else {
      if (waiting) waiting.querySelector('small').textContent = this.words.unsent
      this.refused(i, why)
    }
  }

  // The open question, or the last one's result.
  asked() {
    const box = this.part('poll'), { poll } = this
    box.hidden = !poll
    if (!poll) return
    this.part('question').textContent = poll.q
    const total = poll.r ? poll.r.reduce((a, b) => a + b, 0) : 0
    this.part('answers').replaceChildren(...poll.o.map((text, i) => this.answer(text, i, total)))
  }

  answer(text, i, total) {
    const { poll } = this, row = document.createElement('label'), span = document.createElement('span')
    span.textContent = text
    row.append(span)
    if (poll.r) {
      const count = document.createElement('b'), bar = document.createElement('meter')
      bar.max = total || 1
      bar.value = poll.r[i]
      bar.setAttribute('aria-label', text)
      count.textContent = poll.r[i]
      span.append(bar)
      row.append(count)
    } else if (this.duty !== 'teacher' && this.caps.includes('vote')) {
      const button = document.createElement('input')
      button.type = 'radio'
      button.name = 'vote'
      button.checked = poll.mine === i
      button.addEventListener('change', () => { poll.mine = i; this.link.ask('vote', { o: i }) })
      row.prepend(button)
    }
    return row
  }
}
