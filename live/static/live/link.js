// The line to the classroom: comes back by itself, loses no event, knows when it is dead.
import { ACK, AUDIO, INK, PING, pack, readInk, squeeze, unpack, varints } from './wire.js';

const ACK_MS = 600, PING_MS = 5000, DEAD_MS = 12000, FIRST_MS = 150, LONGEST_MS = 8000
const FINAL = { 4003: 'out', 4004: 'ended', 4009: 'replaced' }

export class Link {
  // handlers: greeting, event, sound, reply, note, state
  constructor(room, ticketUrl, csrf, handlers) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    this.url = `${scheme}://${location.host}/ws/truc-tuyen/${room}/`
    Object.assign(this, { ticketUrl, csrf, handlers })
    this.s = this.tries = this.bytes = this.offset = 0
    this.pending = new Map()
    this.prefix = Math.random().toString(36).slice(2, 8)
    this.count = 0
    this.sound = false
    addEventListener('online', () => this.now())
    addEventListener('offline', () => { if (this.socket) { this.drop(); this.again() } })
    document.addEventListener('visibilitychange', () => document.hidden || this.check())
    setInterval(() => this.beat(), ACK_MS)
  }

  async connect() {
    clearTimeout(this.timer)
    if (this.final || this.socket) return
    this.state(this.s || this.tries ? 'reconnecting' : 'connecting')
    const pass = this.token ? { resume: this.token } : await this.ticket()
    if (!pass || this.socket) return
    const socket = this.socket = new WebSocket(this.url, 'lesson.v1')
    socket.binaryType = 'arraybuffer'
    this.heard = Date.now()
    socket.onopen = () => {
      this.told = this.sound
      socket.send(JSON.stringify({ ...pass, since: this.s, epoch: this.epoch, sound: this.sound }))
    }
    socket.onmessage = ({ data }) => this.socket === socket && this.take(data)
    socket.onclose = ({ code }) => this.socket === socket && this.lost(code)
  }

  async ticket() {
    try {
      const answer = await fetch(this.ticketUrl, {
        method: 'POST', headers: { 'X-CSRFToken': this.csrf }, credentials: 'same-origin',
      })
      if (answer.ok) return await answer.json()
      if ([403, 404, 410].includes(answer.status)) return this.stop(answer.status === 410 ? 'ended' : 'out')
    } catch { /* no line: try again below */ }
    this.again()
  }

  lost(code) {
    this.socket = null
    this.open = false
    if (FINAL[code]) return this.stop(FINAL[code])
    if (code === 4001) this.token = null
    this.again()
  }

  again() {
    this.state('reconnecting')
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.tries++)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.connect(), FIRST_MS + Math.random() * longest)
  }

  now() {
    if (this.open || this.final) return
    this.drop()
    this.tries = 0
    this.connect()
  }

  drop() {
    const socket = this.socket
    this.socket = null
    this.open = false
    socket?.close()
  }

  stop(word) {
    this.final = word
    this.drop()
    this.state(word)
  }

  state(word) {
    if (this.word !== word) this.handlers.state(this.word = word)
  }

  take(data) {
    this.heard = Date.now()
    this.bytes += (data.length ?? data.byteLength) + 60
    if (typeof data === 'string') return this.text(JSON.parse(data))
    const frame = unpack(data)
    if (frame.kind === AUDIO) {
      this.aseq = frame.number
      this.fresh = true
      this.handlers.sound(frame)
    } else if (frame.kind === INK) this.event(readInk(frame))
  }

  text(message) {
    if (message.k === 'welcome') this.greeted(message)
    else if (message.s && !message.i) this.event(message)
    else if (message.k === 'ok' || message.k === 'no') {
      this.pending.delete(message.i)
      this.handlers.reply(message)
    } else if (message.k === 'token') this.token = message.token
    else this.handlers.note(message)
  }

  greeted(message) {
    this.token = message.token
    this.epoch = message.epoch
    this.offset = Date.now() - message.now
    this.tries = 0
    this.open = true
    this.aseq = undefined
    if (message.snap) this.s = message.snap.s
    this.handlers.greeting(message)
    this.state('online')
    if (this.told !== this.sound) this.listen(this.sound)
    for (const waiting of this.pending.values()) this.socket.send(waiting)
  }

  event(event) {
    if (event.s <= this.s) return
    if (event.s !== this.s + 1) { this.epoch = null; this.drop(); this.again(); return }
    this.s = event.s
    this.handlers.event(event)
  }

  // What is asked is kept until the server has it on disk.
  ask(k, data = {}) {
    const i = `${this.prefix}.${++this.count}`
    this.keep(i, JSON.stringify({ k, i, ...data }))
    return i
  }

  ink(page, stroke, chunk, pen, points) {
    const body = [...varints([chunk, stroke]), ...squeeze(points)]
    this.keep(`i${stroke}.${chunk}`, pack(INK, pen, page, 0, body))
  }

  keep(i, message) {
    this.pending.set(i, message)
    if (this.open) this.socket.send(message)
  }

  listen(on) {
    this.sound = on
    if (this.open) this.socket.send(JSON.stringify({ k: 'sound', on }))
  }

  get room() { return this.open && this.socket.bufferedAmount < 1500 }

  speak(payload) { this.socket.send(pack(AUDIO, 0, 0, this.clock(), payload)) }

  clock() { return Math.max(0, Date.now() - this.offset) }

  beat() {
    if (!this.open) return this.check()
    const known = this.aseq !== undefined, now = Date.now()
    if (this.fresh) this.socket.send(pack(ACK, 1, this.aseq, 0))
    else if (now - (this.pinged || 0) > PING_MS) this.socket.send(pack(PING, known ? 1 : 0, this.aseq || 0, this.clock()))
    else return this.check()
    this.fresh = false
    this.pinged = now
    this.check()
  }

  check() {
    if (this.socket && Date.now() - this.heard > DEAD_MS) { this.drop(); this.again() }
  }
}
