// A lesson again: sound, and what happened at each moment of it.
import { Board } from './board.js';

class LiveReplay extends HTMLElement {
  async connectedCallback() {
    this.board = new Board(this.part('board'))
    this.player = this.part('sound')
    this.time = 0
    const script = await fetch(this.dataset.script).then(r => r.json())
    Object.assign(this, script)
    this.seek(0)
    this.dataset.ready = 'yes'
    if (this.player) this.player.addEventListener('timeupdate', () => this.move(this.player.currentTime * 1000))
    else this.clock()
    for (const button of this.querySelectorAll('[data-at]')) button.addEventListener('click', () => this.jump(Number(button.dataset.at)))
  }

  part(name) { return this.querySelector(`[data-part="${name}"]`) }

  // a lesson without sound has a slider instead of a player
  clock() {
    const slider = this.part('slider')
    slider.max = this.length
    slider.addEventListener('input', () => this.move(Number(slider.value)))
  }

  jump(at) {
    if (this.player) { this.player.currentTime = at / 1000; this.player.play() } else { this.part('slider').value = at; this.move(at) }
  }

  move(time) {
    if (time < this.time || time > this.time + 5000) this.seek(time)
    else this.play(time)
  }

  seek(time) {
    this.next = 0
    this.deck = [0, 0]
    this.slide = 1
    this.board.pages.clear()
    this.play(time, true)
    this.board.show(this.slide)
  }

  play(time, quiet = false) {
    this.time = time
    const { events } = this
    while (this.next < events.length && events[this.next].at <= time) this.apply(events[this.next++], quiet)
    this.turn()
    this.dataset.time = Math.round(time)
    this.dataset.events = this.next
    this.dataset.slide = this.slide
    this.dataset.strokes = this.board.strokes.length
    let last
    for (const line of this.querySelectorAll('[data-said]')) {
      const past = Number(line.dataset.said) <= time
      line.classList.toggle('past', past)
      if (past) last = line
    }
    if (last && last !== this.last) { this.last = last; last.parentElement.scrollTop = last.offsetTop - last.parentElement.offsetTop - 80 }
  }

  apply(event, quiet) {
    if (event.k === 'deck') { this.deck = [event.v, event.c]; this.slide = 1; this.board.pages.clear() }
    else if (event.k === 'slide') { this.slide = event.n; if (!quiet) this.board.show(event.n); else this.board.page = event.n }
    else if (event.k === 'ink') this.board.ink(event)
    else if (event.k === 'undo') this.board.undo(event)
    else if (event.k === 'clear') this.board.clear(event.n)
    else if (event.k === 'poll') this.ask(event)
    else if (event.k === 'shut') this.ask(this.poll, event.r)
  }

  ask(poll, result) {
    this.poll = poll
    const box = this.part('poll')
    box.hidden = false
    this.part('question').textContent = poll.q
    this.part('answers').replaceChildren(...poll.o.map((text, i) => {
      const line = document.createElement('li')
      line.textContent = result ? `${text}: ${result[i]}` : text
      return line
    }))
  }

  turn() {
    const [version, pages] = this.deck, picture = this.part('slide')
    const source = pages ? `${this.dataset.slides}${version}/${this.slide}/` : ''
    picture.hidden = !source
    if (source && picture.getAttribute('src') !== source) { picture.src = source; picture.alt = `${picture.dataset.alt} ${this.slide}/${pages}` }
  }
}

customElements.define('live-replay', LiveReplay)
