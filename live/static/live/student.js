// A student's place: listens, asks, answers; speaks when invited.
import { RoomElement } from './room.js';

class LiveLesson extends RoomElement {
  ready() {
    this.obstacle = !window.isSecureContext ? 'insecure'
      : /Zalo|FBA[NV]|Instagram|Line\/|MicroMessenger/i.test(navigator.userAgent) ? 'inapp'
        : !('AudioDecoder' in window && 'AudioWorklet' in window) ? 'old' : ''
    if (this.obstacle) this.mute(this.obstacle)
    else this.loud()
    this.part('ear').addEventListener('click', () => this.ear?.on ? this.quiet() : this.loud())
    this.part('hand').addEventListener('click', () => {
      if (this.floor.includes(this.me)) this.link.ask('floor', { p: this.me, on: false })
      else this.link.ask('hand', { up: !this.hands.includes(this.me) })
    })
    this.part('mic').addEventListener('click', () => this.talk())
  }

  mute(word) {
    this.part('ear').hidden = true
    this.part('nosound').hidden = false
    this.part('nosound').textContent = this.words[word]
    this.dataset.audio = word
  }

  async loud() {
    this.part('ear').disabled = true
    try {
      const { Ear } = await import('./listen.js')
      this.ear ||= new Ear(this.dataset.worklet, report => this.level(report))
      await this.ear.start()
      this.link.listen(true)
    } catch (error) {
      if (error.name !== 'NotAllowedError') this.mute('old')
    }
    this.part('ear').disabled = false
    this.show()
  }

  quiet() {
    this.ear.stop()
    this.link.listen(false)
    this.show()
  }

  show() {
    const on = Boolean(this.ear?.on)
    this.dataset.audio ||= ''
    if (!this.obstacle) this.dataset.audio = on ? 'on' : 'off'
    this.part('ear').setAttribute('aria-pressed', on)
    this.part('ear').classList.toggle('main', !on)
    this.part('earword').textContent = this.words[on ? 'soundOff' : 'soundOn']
  }

  heard({ flags, t, payload }) { this.ear?.take(flags & 3, t, payload) }

  level({ rms, peak, frames, depth }) {
    this.dataset.audioRms = rms.toFixed(4)
    this.dataset.audioPeak = peak.toFixed(4)
    this.dataset.audioFrames = frames
    this.dataset.audioDepth = Math.round(depth)
    if (this.ear.waiting !== this.waiting) { this.waiting = this.ear.waiting; this.show() }
  }

  async talk() {
    if (this.voice) return this.hush()
    this.part('mic').disabled = true
    try {
      const { Voice } = await import('./speak.js')
      this.voice = new Voice(this.dataset.worklet, this.link)
      await this.voice.start()
    } catch (error) {
      this.voice = null
      this.tell(error.name === 'NotAllowedError' ? 'micDenied' : 'micMissing')
    }
    this.part('mic').disabled = false
    this.redraw()
  }

  hush() {
    this.voice?.stop()
    this.voice = null
    this.redraw()
  }

  tell(word) { this.part('told').textContent = this.words[word] || '' }

  refused(i, why) {
    const word = { fast: 'tooFast', closed: 'chatClosed', ended: 'ended' }[why]
    if (word) this.tell(word)
  }

  redraw() {
    const up = this.hands.includes(this.me), floor = this.floor.includes(this.me)
    const place = this.hands.indexOf(this.me) + 1
    this.part('hand').hidden = !this.caps.includes('hand')
    this.part('say').hidden = !this.caps.includes('chat')
    this.part('hand').setAttribute('aria-pressed', up)
    this.part('handword').textContent = this.words[floor ? 'giveBack' : up ? 'handDown' : 'handUp']
    this.part('queue').textContent = up && place > 1 ? `${this.words.queue} ${place}` : ''
    this.part('floor').hidden = !floor
    if (!floor && this.voice) this.hush()
    this.part('micword').textContent = this.words[this.voice ? 'micOff' : 'micOn']
    this.part('say').elements.text.disabled = !this.chatOpen
    this.part('closed').hidden = this.chatOpen
    const speakers = this.floor.map(p => this.name(p)).join(', ')
    this.part('speakers').textContent = speakers ? `${this.words.speaking} ${speakers}` : ''
    if (this.floorBefore !== floor) { this.floorBefore = floor; this.tell(floor ? 'invited' : '') }
  }
}

customElements.define('live-lesson', LiveLesson)
